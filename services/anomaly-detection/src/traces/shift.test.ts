import { describe, expect, test } from 'vitest';
import { addDuration, emptyMoments, mergeMoments } from './log-moments.ts';
import { durationShift, spanShareShift } from './shift.ts';

const momentsOf = (...durations: number[]) => {
  const moments = emptyMoments();
  for (const ms of durations) addDuration(moments, ms);
  return moments;
};
const times = (count: number, ms: number) => momentsOf(...Array.from({ length: count }, () => ms));

describe('durations', () => {
  test('that are twice as long, of many, deviate by 1', () => {
    const shift = durationShift(times(1_000, 10), times(1_000, 20));
    expect(shift?.direction).toBe('up');
    expect(shift?.size).toBeCloseTo(1, 9);
    expect(shift?.value).toBeCloseTo(20, 9);
    // Three errors of a difference of 30 from 30, √(0.05 × 2 / 30), around the logarithm of 10.
    expect(shift?.lower).toBeCloseTo(8.41, 3);
    expect(shift?.upper).toBeCloseTo(11.891, 3);
  });

  test.each([
    ['shorter ones', times(100, 10), times(100, 1), false],
    ['four usual ones', times(4, 10), times(100, 90), false],
    ['five usual ones', times(5, 10), times(100, 90), true],
    ['two new ones', times(100, 10), times(2, 90), false],
    ['three new ones', times(100, 10), times(3, 90), true],
    // 30 of each count at most: z = ratio / √0.05 × √15, which is 3 at a ratio of e^0.1732 = 1.189.
    ['just too little', times(10_000, 10), times(10_000, 11.88), false],
    ['just enough', times(10_000, 10), times(10_000, 11.9), true],
  ])('%s', (_what, usual, now, expected) => {
    expect(durationShift(usual, now) !== undefined).toBe(expected);
  });

  test('none is shorter than a microsecond', () => {
    expect(momentsOf(0, -5, 0.001)).toEqual(momentsOf(0.001, 0.001, 0.001));
  });
});

test('merged moments are those of all durations, the older ones with their weight', () => {
  const merged = momentsOf(1, 2, 3);
  mergeMoments(merged, momentsOf(40, 50), 1);
  const all = momentsOf(1, 2, 3, 40, 50);
  expect(merged.n).toBe(5);
  expect(merged.mean).toBeCloseTo(all.mean, 12);
  expect(merged.m2).toBeCloseTo(all.m2, 12);
  const faded = momentsOf(1, 1, 1, 1);
  mergeMoments(faded, momentsOf(Math.E ** 2, Math.E ** 2), 0.5);
  expect(faded).toEqual({ n: 4, mean: expect.closeTo(1, 12), m2: expect.closeTo(4, 12) });
});

test('a share of spans is told in shares', () => {
  const shift = spanShareShift({ count: 50, of: 100 }, { count: 0, of: 20 });
  expect(shift).toMatchObject({ direction: 'down', value: 0, upper: expect.any(Number) });
  expect(shift?.lower).toBeGreaterThan(0.1);
  expect(shift?.upper).toBeLessThanOrEqual(1);
});
