import { shortNumber } from '../charts/chart-data.ts';
import { Card } from '../parts/card.tsx';
import { useWords } from '../words/use-words.ts';
import { rateBetween, trafficLines } from './fleet-figures.ts';
import type { MetricsLook } from './use-metrics.ts';

export interface TrafficPartProps {
  readonly newest: MetricsLook;
  readonly before: MetricsLook | undefined;
}

/** What each service reads and writes, how fast, and how far it is behind. */
export function TrafficPart({ newest, before }: TrafficPartProps) {
  const { health: words } = useWords();
  const lines = trafficLines(newest.samples);
  const earlier = before === undefined ? [] : trafficLines(before.samples);
  return (
    <Card title={words.traffic}>
      {lines.length === 0 && <p class="quiet">{words.noTraffic}</p>}
      {lines.length > 0 && (
        <table class="table">
          <thead>
            <tr>
              {[words.service, words.topic, words.read, words.written, words.rate, words.lag].map((title) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => {
              const { service, topic, read, written, lag } = line;
              const known = earlier.find((old) => old.service === service && old.topic === topic);
              const rate = rateBetween(known, line, newest.at - (before?.at ?? newest.at));
              return (
                <tr key={`${service} ${topic}`}>
                  <th scope="row">{service}</th>
                  <td data-label={words.topic}>{topic}</td>
                  <Figure label={words.read} value={read} />
                  <Figure label={words.written} value={written} />
                  <Figure label={words.rate} value={rate} />
                  <Figure label={words.lag} value={lag} />
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </Card>
  );
}

function Figure({ label, value }: { readonly label: string; readonly value: number | undefined }) {
  return (
    <td class="number" data-label={label}>
      {value === undefined ? '–' : shortNumber(value)}
    </td>
  );
}
