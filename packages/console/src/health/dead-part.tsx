import { Card } from '../parts/card.tsx';
import { useWords } from '../words/use-words.ts';
import { deadLines } from './fleet-figures.ts';
import type { MetricSample } from './metric-samples.ts';

/** How much could not be processed since the process began, by whom and why. */
export function DeadPart({ samples }: { readonly samples: readonly MetricSample[] }) {
  const { health: words } = useWords();
  const lines = deadLines(samples);
  return (
    <Card title={words.dead}>
      {lines.length === 0 && <p>{words.noDead}</p>}
      {lines.length > 0 && (
        <table class="table">
          <thead>
            <tr>
              {[words.service, words.topic, words.reason, words.count].map((title) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map(({ service, topic, reason, count }) => (
              <tr key={`${service} ${topic} ${reason}`}>
                <th scope="row">{service}</th>
                <td data-label={words.topic}>{topic}</td>
                <td data-label={words.reason}>{reason}</td>
                <td class="number" data-label={words.count}>
                  {count}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}
