import { useMemo, useRef, useState } from 'preact/hooks';
import { chartData, shortNumber } from '../charts/chart-data.ts';
import { SeriesChart } from '../charts/series-chart.tsx';
import { useSeen } from '../charts/use-seen.ts';
import type { Anomaly, Incident } from '../live/api-types.ts';
import { useAnswer } from '../live/use-answer.ts';
import { AskFailed } from '../parts/ask-failed.tsx';
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
  const key = `${incident.id} ${incident.revision}`;
  const { value, error } = useAnswer('listAnomalies', { query: { incident: incident.id, limit: 500 } }, key);
  const all = useMemo(
    () => chartedAnomalies(result, value?.items ?? [], selected),
    [result, value, selected],
  );
  if (all.length === 0 && error === undefined) return null;
  return (
    <Card title={words.charts} class="part-charts" aside={<span class="quiet">{words.chartLegend}</span>}>
      <AskFailed title={words.chartsFailed} error={error} />
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
