import type { Emit, KeyedState } from '@aiops/runtime';
import { emitLeftOut } from '../left-out.ts';
import type { Subject } from '../subject.ts';

const KEY = 'series-cap';

/** Bounds the number of series of one partition. */
export interface SeriesCap {
  /** Most series that are watched. */
  readonly max: number;
  /** Whether one more may be watched; then it counts. */
  admit(): boolean;
  /** One that was watched is forgotten. */
  release(): void;
  /** True for the first series that is turned away since there was room: it is the one to tell about. */
  tell(): boolean;
}

/** Keys that start with `prefix` hold the series that are watched already. */
export function createSeriesCap(max: number, state: KeyedState, prefix: string): SeriesCap {
  let count = 0;
  for (const key of state.keys()) if (key.startsWith(prefix)) count += 1;
  return {
    max,
    admit() {
      if (count >= max) return false;
      count += 1;
      return true;
    },
    release() {
      count -= 1;
      if (state.get<boolean>(KEY) === true) state.put(KEY, false);
    },
    tell() {
      const first = state.get<boolean>(KEY) !== true;
      if (first) state.put(KEY, true);
      return first;
    },
  };
}

/** Says that the limit is reached, with the first series that it turns away. */
export function tellCap(subject: Subject, at: number, max: number, emit: Emit): void {
  const { metric, entity, labels, series } = subject;
  const summary =
    `${max} series are watched on this partition, which is its share of anomaly_detection.series.max: ` +
    `${metric} of ${entity.name} and further new ones are not judged until others fall idle`;
  const details = { metric_name: metric, labels, max };
  emitLeftOut({ type: 'series_cap', entity, series, at, content: max, summary, details }, emit);
}
