import { bucketKey, bucketValue } from './bucket-key.ts';

/** Most buckets of a sketch. Values that are less than 20,000 times apart need no more, and then nothing is collapsed. */
export const MAX_BUCKETS = 512;

/**
 * How values are distributed, as plain JSON of bounded size: the buckets that are not empty, in the order of their values, and how many
 * values each of them holds.
 */
export interface QuantileSketch {
  readonly keys: number[];
  readonly counts: number[];
}

/** A sketch that has seen nothing. */
export function emptySketch(): QuantileSketch {
  return { keys: [], counts: [] };
}

/**
 * Counts a value. Source: DDSketch (Masson, Rim, Lee, VLDB 2019). Buckets grow geometrically, so that each quantile is within
 * {@link RELATIVE_ACCURACY} of the true value. A sketch keeps its highest {@link MAX_BUCKETS} buckets and adds what lies below them to the
 * lowest: that depends on the values alone, not on their order, and costs the low quantiles their accuracy, never the high ones. What is
 * not finite is not counted.
 */
export function addToSketch(sketch: QuantileSketch, value: number): void {
  if (Number.isFinite(value)) addBucket(sketch, bucketKey(value), 1);
}

/**
 * Adds what `other` has seen to `sketch`. The result is that of all values in one sketch, so it does not matter in which order, or how
 * often cut into parts, they came.
 */
export function mergeSketch(sketch: QuantileSketch, other: QuantileSketch): void {
  other.keys.forEach((key, i) => {
    addBucket(sketch, key, other.counts[i] ?? 0);
  });
}

/** Values that a sketch has seen. */
export function sketchCount({ counts }: QuantileSketch): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/** The value below which the part `q` (0 to 1) of all values lies, undefined when there are none. */
export function sketchQuantile(sketch: QuantileSketch, q: number): number | undefined {
  const rank = q * (sketchCount(sketch) - 1);
  let seen = 0;
  for (const [i, key] of sketch.keys.entries()) {
    seen += sketch.counts[i] ?? 0;
    if (seen > rank) return bucketValue(key);
  }
  return undefined;
}

function addBucket({ keys, counts }: QuantileSketch, key: number, count: number): void {
  const place = placeOf(keys, key);
  if (keys[place] === key) {
    counts[place] = (counts[place] ?? 0) + count;
    return;
  }
  keys.splice(place, 0, key);
  counts.splice(place, 0, count);
  if (keys.length <= MAX_BUCKETS) return;
  keys.shift();
  counts[0] = (counts.shift() ?? 0) + (counts[0] ?? 0);
}

/** Index of the first key that is not lower. */
function placeOf(keys: readonly number[], key: number): number {
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] as number) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
