import { formatTimestamp, topics } from '@aiops/contracts';
import type { Emit } from '@aiops/runtime';
import type { DetectionCounters } from '../counters.ts';
import { emitLeftOut } from '../left-out.ts';
import { isFuture } from '../origin.ts';
import { isRemembered, newestOf, type SeriesState } from './series.ts';

/**
 * True when a sample is not to be folded. One that is not newer than its series is a duplicate when it is among the
 * remembered ones, else it is late, also when it has the newest stamp and another value. One that lies more than an hour
 * ahead of the broker's clock would make every true sample after it a late one. All are counted; of late ones and of
 * those from the future the first of a run is told on `aiops.events`.
 */
export function isLeftOut(
  series: SeriesState,
  at: number,
  value: number,
  recordedAt: number,
  counters: DetectionCounters,
  emit: Emit,
): boolean {
  const newest = newestOf(series);
  if (newest !== undefined && at <= newest) {
    if (isRemembered(series, at, value)) {
      counters.duplicates.inc({ topic: topics.metrics });
      return true;
    }
    counters.late.inc({ topic: topics.metrics });
    if (!series.late) tell(series, 'late_data', at, value, emit);
    series.late = true;
    return true;
  }
  if (!isFuture(at, recordedAt)) return false;
  counters.future.inc({ topic: topics.metrics });
  if (!series.future) tell(series, 'future_data', at, value, emit);
  series.future = true;
  return true;
}

function tell(
  series: SeriesState,
  type: 'late_data' | 'future_data',
  at: number,
  value: number,
  emit: Emit,
): void {
  const { metric, entity, labels, series: id } = series.subject;
  const newest = newestOf(series);
  const why = type === 'late_data' ? 'is not newer than what the series has seen' : 'lies in the future';
  const summary = `A sample of ${metric} of ${entity.name} ${why} and was left out`;
  const details = {
    metric_name: metric,
    labels,
    value,
    ...(newest === undefined ? {} : { newest: formatTimestamp(newest) }),
  };
  emitLeftOut({ type, entity, series: id, at, content: value, summary, details }, emit);
}
