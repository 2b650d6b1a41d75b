import { useMemo } from 'preact/hooks';
import type { Result } from '../live/api-types.ts';
import { Card } from '../parts/card.tsx';
import { formatClock, formatMoment, formatSpan } from '../time/format-time.ts';
import { useWords } from '../words/use-words.ts';
import { endOf, onsetOf } from './anomaly-facts.ts';
import { type Bar, type Lane, timeLineOf } from './time-line.ts';

export interface TimeLinePartProps {
  readonly result: Result;
  readonly selected: string | undefined;
  readonly onSelect: (name: string) => void;
}

/** When what became anomalous, and what was changed before; the first first. */
export function TimeLinePart({ result, selected, onSelect }: TimeLinePartProps) {
  const { incident: words } = useWords();
  const line = useMemo(() => timeLineOf(result), [result]);
  return (
    <Card title={words.timeLine} class="part-time">
      <p class="time-ends">
        <span class="quiet">{formatMoment(line.from)}</span>
        <span>{formatClock(line.to)}</span>
      </p>
      <ol class="lanes">
        {line.changes.map(({ device, text, at, place }) => (
          <li key={`${device} ${at}`} class="lane lane-change">
            <span class="lane-name">{device}</span>
            <span class="lane-when number">{formatClock(at)}</span>
            <svg class="lane-bars" viewBox="0 0 1000 20" preserveAspectRatio="none" aria-hidden="true">
              <rect class="bar-change" x={place * 1000 - 3} y="0" width="6" height="20" />
            </svg>
            <p class="lane-text">{text}</p>
          </li>
        ))}
        {line.lanes.map((lane) => (
          <LaneRow
            key={lane.subject.key}
            lane={lane}
            isSelected={lane.subject.name === selected}
            onSelect={onSelect}
          />
        ))}
      </ol>
    </Card>
  );
}

interface LaneRowProps {
  readonly lane: Lane;
  readonly isSelected: boolean;
  readonly onSelect: (name: string) => void;
}

function LaneRow({ lane: { subject, later, bars }, isSelected, onSelect }: LaneRowProps) {
  const { incident: words, shell, graph } = useWords();
  return (
    <li class={`lane${subject.isCause ? ' lane-cause' : ''}${isSelected ? ' lane-selected' : ''}`}>
      <span class="lane-name">
        <button type="button" class="link" aria-pressed={isSelected} onClick={() => onSelect(subject.name)}>
          {subject.name}
        </button>
        {subject.isCause && <span class="tag tag-cause">{graph.roles.cause}</span>}
      </span>
      <span class="lane-when number" title={formatMoment(subject.onset)}>
        {later === 0 ? formatClock(subject.onset) : `+${formatSpan(later, shell)}`}
      </span>
      <svg
        class="lane-bars"
        viewBox={`0 0 1000 ${bars.length * 8}`}
        height={bars.length * 8}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        {bars.map((bar, place) => (
          <BarShape key={bar.anomaly.anomaly_id ?? place} bar={bar} place={place} />
        ))}
      </svg>
      <details class="lane-text">
        <summary>
          {words.anomalies(
            subject.anomalies.length,
            subject.anomalies.map(({ metric_name: metric }) => metric).join(', '),
          )}
        </summary>
        <ul>
          {subject.anomalies.map((anomaly) => {
            const end = endOf(anomaly);
            return (
              <li key={anomaly.anomaly_id ?? anomaly.summary}>
                <span class="number quiet">
                  {formatClock(onsetOf(anomaly))}–{end === undefined ? words.goesOn : formatClock(end)}
                </span>{' '}
                {anomaly.summary}
              </li>
            );
          })}
        </ul>
      </details>
    </li>
  );
}

function BarShape({
  bar: { from, to, severity, anomaly },
  place,
}: {
  readonly bar: Bar;
  readonly place: number;
}) {
  return (
    <rect
      class={`bar bar-${severity}`}
      x={from * 1000}
      y={place * 8 + 1}
      width={(to - from) * 1000}
      height="6"
    >
      <title>{anomaly.metric_name}</title>
    </rect>
  );
}
