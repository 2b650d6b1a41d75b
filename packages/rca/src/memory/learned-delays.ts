/**
 * How long after a dependency what depends on it began to fail, in earlier incidents of a correlation domain, by the JSON of both ids. The
 * median of the last few delays is exact, forgets by itself and does not mind a single odd one. Plain JSON of bounded size.
 */
export type DelayHistory = Record<string, { delays: number[]; at: number }>;

/** The delay of a pair of neighbours: the onset of the dependent less that of its dependency. */
export interface LearnedDelay {
  /** Median; negative where the dependent is noticed first. */
  readonly usual_ms: number;
  /** How far from the median an order is still the usual one. */
  readonly tolerance_ms: number;
}

/** Looks up what was learned of a dependency and what depends on it; undefined where that is not enough. */
export type DelayOf = (cause: string, dependent: string) => LearnedDelay | undefined;

/** Incidents that make a delay known. */
const ENOUGH_DELAYS = 5;
/** Samples come every quarter of a minute at best, however steady a delay looks (ms). */
const LEAST_TOLERANCE_MS = 15_000;
/** A delay that varies by more than this (ms) says no more than that one came with the other. */
const MOST_TOLERANCE_MS = 60_000;
/** Standard deviations per median absolute deviation, of a normal distribution. */
const SPREADS_PER_MAD = 1.4826;
const SPREADS = 3;

/** By dependency, then by dependent. */
type Pairs = Map<string, Map<string, LearnedDelay>>;

/**
 * What was learned of the pairs of histories, so that each is worked out once and found without putting its key together: of a large outage
 * hundreds are asked about several times for every result. Made from a history when it is first asked about, and never saved.
 */
const pairsOf = new WeakMap<DelayHistory, Pairs>();

/** Prepares a look-up. Without a history nothing is known. */
export function delaysIn(history: DelayHistory | undefined): DelayOf {
  if (history === undefined) return () => undefined;
  const pairs = pairsOf.get(history) ?? pairsIn(history);
  pairsOf.set(history, pairs);
  return (cause, dependent) => pairs.get(cause)?.get(dependent);
}

function pairsIn(history: DelayHistory): Pairs {
  const pairs: Pairs = new Map();
  for (const key of Object.keys(history)) enter(pairs, key, history);
  return pairs;
}

/** Notes that the delays under a key of a history are others now, or are gone. */
export function noteDelays(history: DelayHistory, key: string): void {
  const pairs = pairsOf.get(history);
  if (pairs !== undefined) enter(pairs, key, history);
}

/** The key of a pair. Begins with a bracket, so that no id makes it the name of a property. */
export function delayKey(cause: string, dependent: string): string {
  return JSON.stringify([cause, dependent]);
}

function enter(pairs: Pairs, key: string, history: DelayHistory): void {
  const [cause, dependent] = JSON.parse(key) as [string, string];
  const delay = learnedFrom(history[key]?.delays ?? []);
  const known = pairs.get(cause) ?? new Map<string, LearnedDelay>();
  if (delay === undefined) known.delete(dependent);
  else known.set(dependent, delay);
  if (known.size === 0) pairs.delete(cause);
  else pairs.set(cause, known);
}

function learnedFrom(delays: readonly number[]): LearnedDelay | undefined {
  if (delays.length < ENOUGH_DELAYS) return undefined;
  const usual = median(delays);
  const spread = SPREADS_PER_MAD * median(delays.map((delay) => Math.abs(delay - usual)));
  const tolerance = Math.max(LEAST_TOLERANCE_MS, SPREADS * spread);
  return tolerance > MOST_TOLERANCE_MS ? undefined : { usual_ms: usual, tolerance_ms: tolerance };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [low = 0, high = low] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return (low + high) / 2;
}
