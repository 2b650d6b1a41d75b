import { useMemo, useRef } from 'preact/hooks';
import { pathOf } from '../app/routes.ts';
import { chartData, shortNumber } from '../charts/chart-data.ts';
import { SeriesChart } from '../charts/series-chart.tsx';
import { useSeen } from '../charts/use-seen.ts';
import { nameOf } from '../incident/anomaly-facts.ts';
import type { Anomaly } from '../live/api-types.ts';
import { Age } from '../parts/age.tsx';
import { SeverityMark } from '../parts/severity-mark.tsx';
import { useWords } from '../words/use-words.ts';

/** An anomaly: what, how bad, since when, why, and the series with the band that was expected. */
export function AnomalyCard({ anomaly }: { readonly anomaly: Anomaly }) {
  const { anomalies: words, incident } = useWords();
  const { severity, metric_name: metric, value, expected, summary, status } = anomaly;
  const how = anomaly.detector ?? anomaly.rule ?? anomaly.anomaly_type;
  return (
    <article class="card anomaly">
      <p>
        <strong>{nameOf(anomaly)}</strong> {metric} <SeverityMark severity={severity} />
      </p>
      <p class="quiet">
        {words.began} <Age stamp={anomaly.started_at ?? anomaly.timestamp} /> ·{' '}
        {status === 'resolved' ? (
          <>
            {words.ended} <Age stamp={anomaly.ended_at ?? anomaly.timestamp} />
          </>
        ) : (
          words.goesOn
        )}
      </p>
      <p>{summary}</p>
      <Drawn anomaly={anomaly} />
      <p class="quiet number">
        {value !== undefined && `${shortNumber(value)} · `}
        {expected !== undefined &&
          `${incident.expected(shortNumber(expected.lower), shortNumber(expected.upper))} · `}
        {words.found(how, shortNumber(anomaly.score))}
        {anomaly.entity_id !== undefined && (
          <>
            {' · '}
            <a href={`${pathOf({ view: 'topology' })}?${new URLSearchParams({ node: anomaly.entity_id })}`}>
              {words.onMap}
            </a>
          </>
        )}
      </p>
    </article>
  );
}

function Drawn({ anomaly }: { readonly anomaly: Anomaly }) {
  const { anomalies: words } = useWords();
  const box = useRef<HTMLDivElement>(null);
  const isSeen = useSeen(box);
  const data = useMemo(() => chartData(anomaly), [anomaly]);
  if (data === undefined) return <p class="quiet">{words.noChart}</p>;
  return (
    <div ref={box}>
      {isSeen ? <SeriesChart data={data} label={anomaly.summary} /> : <div class="chart" />}
    </div>
  );
}
