import { describe, expect, test } from 'vitest';
import { edgesOf, isRangeKnown, learnRange, newRange } from './usual-range.ts';

const MINUTE = 60_000;

/** A range that has learned these values, one a minute. */
function learned(values: readonly number[], from = 0) {
  const range = newRange();
  values.forEach((value, i) => {
    learnRange(range, value, (from + i) * MINUTE);
  });
  return range;
}
const wave = (n: number) => Array.from({ length: n }, (_, i) => 10 + (i % 3));

describe('the usual range', () => {
  test('is not known after a few samples in as many seconds', () => {
    const seconds = newRange();
    for (let i = 0; i < 29; i += 1) learnRange(seconds, 5, i * 1000);
    expect(isRangeKnown(seconds)).toBe(false);
    learnRange(seconds, 5, 29_000);
    expect(isRangeKnown(seconds)).toBe(true);
    expect(isRangeKnown(learned(wave(5)))).toBe(false);
    expect(edgesOf(newRange())).toEqual({ lower: Number.NaN, upper: Number.NaN });
  });

  test('holds least and greatest of what came before', () => {
    expect(edgesOf(learned(wave(200)))).toEqual({ lower: 10, upper: 12 });
  });

  test('does not take in what has just begun', () => {
    const range = learned([...wave(200), ...Array.from({ length: 10 }, () => 90)]);
    expect(edgesOf(range).upper).toBe(12);
  });

  test('takes a lasting level in after a block', () => {
    const later = learned([...wave(200), ...Array.from({ length: 30 }, () => 90)]);
    expect(edgesOf(later).upper).toBe(90);
  });

  test('does not grow older in a time without samples', () => {
    const range = newRange();
    for (let i = 0; i < 12; i += 1) learnRange(range, i, i * 10_000);
    for (let i = 0; i < 12; i += 1) learnRange(range, i, 100 * MINUTE + i * 10_000);
    expect(isRangeKnown(range)).toBe(false);
  });

  test('forgets what has not come again, in days', () => {
    const days = learned([...wave(60), 60, ...wave(12 * 1440)]);
    const { upper } = edgesOf(days);
    expect(upper).toBeLessThan(13);
    expect(upper).toBeGreaterThan(11.9);
  });

  test('is short of blocks while a series is young: half an hour is enough for samples of five minutes', () => {
    const range = newRange();
    for (let i = 0; i < 9; i += 1) learnRange(range, 10 + (i % 2), i * 5 * MINUTE);
    expect(isRangeKnown(range)).toBe(true);
    expect(edgesOf(range)).toEqual({ lower: 10, upper: 11 });
  });

  test('leaves a constant series when the level changes', () => {
    const range = learned([...Array.from({ length: 100 }, () => 5), ...Array.from({ length: 60 }, () => 7)]);
    expect(edgesOf(range).upper).toBe(7);
  });

  test('goes on after JSON as if nothing had happened', () => {
    const range = learned(wave(77));
    const again = JSON.parse(JSON.stringify(range));
    for (let i = 77; i < 200; i += 1) {
      learnRange(range, i, i * MINUTE);
      learnRange(again, i, i * MINUTE);
    }
    expect(again).toEqual(range);
  });
});
