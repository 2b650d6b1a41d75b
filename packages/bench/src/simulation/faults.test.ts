import { describe, expect, test } from 'vitest';
import { faults } from './faults.ts';
import type { SimulatedSeries } from './simulated-series.ts';

const series: SimulatedSeries = {
  values: Float64Array.from([10, 12, 9, 11, 8, 10]),
  middle: new Float64Array(6).fill(10),
  season: Float64Array.from([0, 1, 0, -1, 0, 1]),
  sigma: 2,
  counts: false,
  restless: true,
  steps: [],
};
const at = (name: string, index: number, from = 2) => faults.get(name)?.valueAt(series, from, index);

describe('faults', () => {
  test('spikes and a shift lift the values by multiples of the scale', () => {
    expect(at('spike', 2)).toBe(9 + 16);
    expect(at('spike-3', 3)).toBe(11 + 16);
    expect(at('shift', 4)).toBe(8 + 8);
    expect(['spike', 'spike-3', 'shift'].map((name) => faults.get(name)?.samples)).toEqual([1, 3, 240]);
  });

  test('a leak rises evenly, to six scales at its last sample', () => {
    const long = { ...series, values: new Float64Array(1_000) };
    const leak = faults.get('leak')!;
    expect(leak.samples).toBe(720);
    expect(leak.valueAt(long, 10, 10)).toBeCloseTo(12 / 720, 10);
    expect(leak.valueAt(long, 10, 369)).toBeCloseTo(6, 10);
    expect(leak.valueAt(long, 10, 729)).toBeCloseTo(12, 10);
  });

  test('three times the variance is the root of three times the distance from the middle', () => {
    expect(at('variance', 2)).toBeCloseTo(10 - Math.sqrt(3), 10);
    expect(at('variance', 5)).toBe(10);
  });

  test('without the season trend and noise stay', () => {
    expect(at('lost-season', 3)).toBe(12);
  });

  test('a flat line stays where the value was before', () => {
    expect([2, 3, 4].map((index) => at('flat-line', index))).toEqual([12, 12, 12]);
  });

  test('there is none that could not be told from what is usual', () => {
    const { season: _, ...plain } = series;
    const constant = { ...plain, middle: plain.values, restless: false };
    const suiting = (one: SimulatedSeries) =>
      [...faults].filter(([, fault]) => fault.suits(one)).map(([name]) => name);
    expect(suiting(series)).toEqual([...faults.keys()]);
    expect(suiting(plain)).not.toContain('lost-season');
    expect(suiting(constant)).toEqual(['spike', 'spike-3', 'shift', 'leak']);
  });
});
