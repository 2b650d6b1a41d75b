import { compareText } from '../compare-text.ts';
import type { TopologyIndex } from '../network/topology-index.ts';

/**
 * How long after a dependency what depends on it began to fail, in earlier incidents of a correlation domain, by the JSON of both ids. The
 * median of the last few delays is exact, forgets by itself and does not mind a single odd one. Plain JSON of bounded size.
 */
export type DelayHistory = Record<string, { delays: number[]; at: number }>;

/** The delay of a pair of neighbours: the onset of the dependent less that of its dependency. */
export interface LearnedDelay {
  /** Incidents that it was learned from. */
  readonly count: number;
  /** Median, in ms; negative where the dependent is noticed first. */
  readonly usual: number;
  /** How far (ms) from the median an order is still the usual one. */
  readonly tolerance: number;
}

/** Looks up what was learned of a dependency and what depends on it; undefined where that is not enough. */
export type DelayOf = (cause: string, dependent: string) => LearnedDelay | undefined;

/** An entity that failed, and when. */
export interface Onset {
  readonly entity: string;
  /** Epoch ms. */
  readonly startedAt: number;
}

/** Limits of the history. */
export const delayLimits = {
  /** Incidents that make a delay known. */
  enough: 5,
  /** Last delays kept of a pair. */
  kept: 9,
  /** Pairs; beyond that those that failed together least recently are forgotten. */
  pairs: 2000,
  /** Characters of the ids of a pair; longer ones, which only a broken label makes, are not learned. */
  key: 400,
} as const;

/** Samples come every quarter of a minute at best, however steady a delay looks (ms). */
const LEAST_TOLERANCE_MS = 15_000;
/** A delay that varies by more than this (ms) says no more than that one came with the other. */
const MOST_TOLERANCE_MS = 60_000;
/** Standard deviations per median absolute deviation, of a normal distribution. */
const SPREADS_PER_MAD = 1.4826;
const SPREADS = 3;

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
      const key = keyOf(cause, dependent);
      if (!(Math.abs(delay) <= windowMs) || key.length > delayLimits.key) continue;
      const known = history[key]?.delays ?? [];
      history[key] = { delays: [...known, delay].slice(-delayLimits.kept), at };
    }
  }
  forget(history);
}

/** Prepares a look-up. Without a history nothing is known. */
export function delaysIn(history: DelayHistory = {}): DelayOf {
  if (Object.keys(history).length === 0) return () => undefined;
  // Each entity is asked about with all its neighbours.
  const quoted = new Map<string, string>();
  const quote = (entity: string) => {
    const known = quoted.get(entity) ?? JSON.stringify(entity);
    quoted.set(entity, known);
    return known;
  };
  return (cause, dependent) => {
    const delays = history[`[${quote(cause)},${quote(dependent)}]`]?.delays ?? [];
    if (delays.length < delayLimits.enough) return undefined;
    const usual = median(delays);
    const spread = SPREADS_PER_MAD * median(delays.map((delay) => Math.abs(delay - usual)));
    const tolerance = Math.max(LEAST_TOLERANCE_MS, SPREADS * spread);
    return tolerance > MOST_TOLERANCE_MS ? undefined : { count: delays.length, usual, tolerance };
  };
}

/** Begins with a bracket, so that no id makes it the name of a property. */
function keyOf(cause: string, dependent: string): string {
  return JSON.stringify([cause, dependent]);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [low = 0, high = low] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return (low + high) / 2;
}

function forget(history: DelayHistory): void {
  const excess = Object.keys(history).length - delayLimits.pairs;
  if (excess <= 0) return;
  const oldest = Object.entries(history).sort(([a, x], [b, y]) => x.at - y.at || compareText(a, b));
  for (const [key] of oldest.slice(0, excess)) delete history[key];
}
