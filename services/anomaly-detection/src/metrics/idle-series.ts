import type { KeyedState } from '@aiops/runtime';
import { createDueQueue, type DueQueue } from '../due-queue.ts';
import type { SeriesState } from './series.ts';

/** Forgets series that no longer get samples, while the event time of others in their domain goes on. */
export interface IdleSeries {
  /** To be called after the samples of a series, with the watermark that its newest sample met. */
  touch(key: string, series: SeriesState, watermark: number): void;
  /**
   * The watermark of a domain came from `from` to `to`: calls `forget` for each series that got nothing for `evictAfter`
   * ms, in the order of those times; its state is deleted afterwards.
   */
  judge(
    domain: string,
    from: number,
    to: number,
    forget: (series: SeriesState, idleAt: number) => void,
  ): void;
}

/**
 * Keys that start with `prefix` hold series. A series that comes back later is a new one. When the watermark leaps by
 * more than half of `evictAfter`, the whole domain was away, and its series get their time again, counted from there.
 */
export function createIdleSeries(evictAfter: number, state: KeyedState, prefix: string): IdleSeries {
  const queues = new Map<string, DueQueue>();
  const schedule = (key: string, series: SeriesState) => {
    const { domain } = series.subject;
    const queue = queues.get(domain) ?? createDueQueue();
    queues.set(domain, queue);
    queue.schedule(key, series.idleAt);
  };
  for (const key of state.keys()) {
    const series = key.startsWith(prefix) ? state.get<SeriesState>(key) : undefined;
    if (series !== undefined && series.idleAt > 0) schedule(key, series);
  }
  return {
    touch(key, series, watermark) {
      const before = series.idleAt;
      series.idleAt = watermark + evictAfter;
      // Whatever has a time already is in the queue with that one, or an earlier one.
      if (!(before > 0 && before <= series.idleAt)) schedule(key, series);
    },
    judge(domain, from, to, forget) {
      if (!(to > from)) return;
      queues.get(domain)?.drain(to, (key, due) => {
        const series = state.get<SeriesState>(key);
        if (series === undefined) return undefined;
        if (series.idleAt > due) return series.idleAt;
        if (to - from > evictAfter / 2) {
          series.idleAt = to + evictAfter;
          state.put(key, series);
          return series.idleAt;
        }
        forget(series, series.idleAt);
        state.delete(key);
        return undefined;
      });
    },
  };
}
