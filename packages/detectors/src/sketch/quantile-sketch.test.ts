import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bucketKey, bucketValue, RELATIVE_ACCURACY } from './bucket-key.ts';
import {
  addToSketch,
  emptySketch,
  MAX_BUCKETS,
  mergeSketch,
  type QuantileSketch,
  sketchCount,
  sketchQuantile,
} from './quantile-sketch.ts';

const sketchOf = (values: readonly number[]) => {
  const sketch = emptySketch();
  for (const value of values) addToSketch(sketch, value);
  return sketch;
};
const merged = (...sketches: readonly QuantileSketch[]) => {
  const sum = emptySketch();
  for (const sketch of sketches) mergeSketch(sum, sketch);
  return sum;
};

/** Magnitudes from 1e-9 up, each decade as likely as another, on both sides of zero. */
const spread = (decades: number) =>
  fc
    .tuple(fc.integer({ min: 0, max: decades * 1_000 }), fc.constantFrom(1, 1, 1, -1, 0))
    .map(([power, sign]) => sign * 10 ** (power / 1_000 - 9));
/** Fewer values than there are buckets, so that none is collapsed. */
const few = fc.array(spread(18), { minLength: 1, maxLength: MAX_BUCKETS });
/** So many values and so far apart that buckets are collapsed, drawn from a seed: shrinking a list of that length would take minutes. */
const many = fc.tuple(fc.integer(), fc.constantFrom(0, 5, 100, 700, 1_000)).map(([seed, length]) => {
  let state = seed;
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const sign = state % 16 === 0 ? -1 : 1;
    return sign * 10 ** ((state / 2 ** 32) * 300 - 9);
  });
});
const quantile = fc.double({ min: 0, max: 1, noNaN: true });

/** How far a value may be from the true one. Rounding at the edge of a bucket comes on top. */
const isClose = (found: number, exact: number) =>
  Math.abs(found - exact) <= (RELATIVE_ACCURACY + 1e-9) * Math.abs(exact) + 1e-9;

describe('a quantile sketch', () => {
  test('gives every quantile within one percent of the exact value', () => {
    fc.assert(
      fc.property(few, quantile, (values, q) => {
        const sorted = [...values].sort((a, b) => a - b);
        const exact = sorted[Math.floor(q * (values.length - 1))] ?? Number.NaN;
        expect(isClose(sketchQuantile(sketchOf(values), q) ?? Number.NaN, exact)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('keeps its accuracy for the high quantiles when low buckets are collapsed', () => {
    const values = Array.from({ length: 2_000 }, (_, i) => 1.03 ** i);
    const sketch = sketchOf(values);
    expect(sketch.keys).toHaveLength(MAX_BUCKETS);
    for (const q of [0.75, 0.8, 0.9, 0.95, 0.99, 1]) {
      const exact = values[Math.floor(q * 1_999)] ?? 0;
      expect(isClose(sketchQuantile(sketch, q) ?? 0, exact)).toBe(true);
    }
    expect(sketchQuantile(sketch, 0.1)).toBe(sketchQuantile(sketch, 0));
  });

  test('merged from parts is the sketch of all values, whatever the order and the parts', () => {
    fc.assert(
      fc.property(many, many, many, (a, b, c) => {
        const whole = sketchOf([...a, ...b, ...c]);
        const [x, y, z] = [sketchOf(a), sketchOf(b), sketchOf(c)];
        expect(merged(merged(x, y), z)).toEqual(whole);
        expect(merged(x, merged(y, z))).toEqual(whole);
        expect(merged(z, y, x)).toEqual(whole);
        expect(sketchOf([...c, ...a, ...b].reverse())).toEqual(whole);
      }),
      { numRuns: 60 },
    );
  });

  test('has a bounded number of buckets and loses no value', () => {
    fc.assert(
      fc.property(many, many, (a, b) => {
        const sketch = merged(sketchOf(a), sketchOf(b));
        expect(sketch.keys.length).toBeLessThanOrEqual(MAX_BUCKETS);
        expect(sketchCount(sketch)).toBe(a.length + b.length);
        expect(sketch.keys).toEqual([...new Set(sketch.keys)].sort((x, y) => x - y));
      }),
      { numRuns: 60 },
    );
  });

  test('is plain JSON that goes on after a restart as if there had been none', () => {
    fc.assert(
      fc.property(many, many, (before, after) => {
        const restored = JSON.parse(JSON.stringify(sketchOf(before))) as QuantileSketch;
        for (const value of after) addToSketch(restored, value);
        expect(restored).toEqual(sketchOf([...before, ...after]));
      }),
      { numRuns: 30 },
    );
  });

  test('leaves a merged part as it was', () => {
    const part = sketchOf([1, 2, 3]);
    merged(part, sketchOf([2, 5]));
    expect(part).toEqual(sketchOf([1, 2, 3]));
  });

  test('of nothing has no quantile, and what is no number is not counted', () => {
    expect(sketchQuantile(emptySketch(), 0.5)).toBeUndefined();
    const sketch = sketchOf([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
    expect(sketch).toEqual(emptySketch());
  });

  test('takes the largest and the smallest numbers there are', () => {
    const values = [Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE, -0, 0];
    const sketch = sketchOf(values);
    expect(sketchQuantile(sketch, 0.5)).toBe(0);
    for (const [q, exact] of [
      [0, -Number.MAX_VALUE],
      [1, Number.MAX_VALUE],
    ] as const) {
      expect(isClose(sketchQuantile(sketch, q) ?? 0, exact)).toBe(true);
    }
  });
});

test('the keys of buckets are in the order of their values, zero in the middle', () => {
  fc.assert(
    fc.property(spread(300), spread(300), (a, b) => {
      const [low, high] = a < b ? [a, b] : [b, a];
      expect(bucketKey(low)).toBeLessThanOrEqual(bucketKey(high));
      expect(isClose(bucketValue(bucketKey(low)), low)).toBe(true);
    }),
  );
});
