import { compareText } from '../compare-text.ts';
import type { TopologyIndex } from '../network/topology-index.ts';
import { type DelayHistory, delayKey, noteDelays } from './learned-delays.ts';

/** An entity that failed, and when. */
export interface Onset {
  readonly entity: string;
  /** Epoch ms. */
  readonly startedAt: number;
}

/** Limits of the history. */
export const delayLimits = {
  /** Last delays kept of a pair. */
  kept: 9,
  /** Pairs; beyond that those that failed together least recently are forgotten. */
  pairs: 2000,
  /** Characters of the ids of a pair; longer ones, which only a broken label makes, are not learned. */
  key: 400,
} as const;

/**
 * Learns from an incident that has settled at event time `at`: of every two direct neighbours in it the delay between their first
 * onsets, unless they lie more than `windowMs` apart and have nothing to do with each other. The order of the onsets makes no difference.
 */
export function learnDelays(
  history: DelayHistory,
  onsets: readonly Onset[],
  index: TopologyIndex,
  at: number,
  windowMs: number,
): void {
  const first = new Map<string, number>();
  for (const { entity, startedAt } of onsets)
    first.set(entity, Math.min(first.get(entity) ?? startedAt, startedAt));
  for (const [dependent, onset] of first) {
    for (const cause of new Set(index.dependencies(dependent).map(({ id }) => id))) {
      const delay = onset - (first.get(cause) ?? Number.NaN);
      const key = delayKey(cause, dependent);
      if (!(Math.abs(delay) <= windowMs) || key.length > delayLimits.key) continue;
      const known = history[key]?.delays ?? [];
      history[key] = { delays: [...known, delay].slice(-delayLimits.kept), at };
      noteDelays(history, key);
    }
  }
  forget(history);
}

function forget(history: DelayHistory): void {
  const excess = Object.keys(history).length - delayLimits.pairs;
  if (excess <= 0) return;
  const oldest = Object.entries(history).sort(([a, x], [b, y]) => x.at - y.at || compareText(a, b));
  for (const [key] of oldest.slice(0, excess)) {
    delete history[key];
    noteDelays(history, key);
  }
}
