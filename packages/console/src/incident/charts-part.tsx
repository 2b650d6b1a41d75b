import { useMemo, useRef, useState } from 'preact/hooks';
import { chartData, shortNumber } from '../charts/chart-data.ts';
import { SeriesChart } from '../charts/series-chart.tsx';
import { useSeen } from '../charts/use-seen.ts';
import type { Anomaly, Incident } from '../live/api-types.ts';
import { reloads } from '../live/live.ts';
import { useAnswer } from '../live/use-answer.ts';
import { useStore } from '../live/use-store.ts';
import { Card } from '../parts/card.tsx';
import { SeverityMark } from '../parts/severity-mark.tsx';
import { useWords } from '../words/use-words.ts';
import { nameOf } from './anomaly-facts.ts';
import { chartedAnomalies } from './charted-anomalies.ts';

const PORTION = 6;

export interface ChartsPartProps {
  readonly incident: Incident;
  readonly selected: string | undefined;
}

/** The series of the incident with the band that was expected; those of what is selected, or of the cause, first. */
export function ChartsPart({ incident: { incident, result }, selected }: ChartsPartProps) {
  const { incident: words, shell } = useWords();
  const [most, setMost] = useState(PORTION);
  const key = `${incident.id} ${incident.revision} ${useStore(reloads)}`;
  const told = useAnswer('listAnomalies', { query: { incident: incident.id, limit: 500 } }, key).value?.items;
  const all = useMemo(() => chartedAnomalies(result, told ?? [], selected), [result, told, selected]);
  if (all.length === 0) return null;
  return (
    <Card title={words.charts} class="part-charts" aside={<span class="quiet">{words.chartLegend}</span>}>
      <div class="charts">
        {all.slice(0, most).map((anomaly) => (
          <Chart key={anomaly.anomaly_id ?? anomaly.summary} anomaly={anomaly} />
        ))}
      </div>
      {all.length > most && (
        <button type="button" onClick={() => setMost(most + PORTION)}>
          {shell.more(all.length - most)}
        </button>
      )}
    </Card>
  );
}

function Chart({ anomaly }: { readonly anomaly: Anomaly }) {
  const { incident: words } = useWords();
  const figure = useRef<HTMLElement>(null);
  const isSeen = useSeen(figure);
  const data = useMemo(() => chartData(anomaly), [anomaly]);
  const { value, expected, summary } = anomaly;
  return (
    <figure ref={figure}>
      <figcaption>
        <strong>{nameOf(anomaly)}</strong> {anomaly.metric_name} <SeverityMark severity={anomaly.severity} />
        {value !== undefined && (
          <span class="quiet number">
            {' '}
            {shortNumber(value)}
            {expected !== undefined &&
              ` · ${words.expected(shortNumber(expected.lower), shortNumber(expected.upper))}`}
          </span>
        )}
      </figcaption>
      {isSeen && data !== undefined ? <SeriesChart data={data} label={summary} /> : <div class="chart" />}
    </figure>
  );
}
