import { medianAbsoluteDeviation } from 'simple-statistics';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../seeded-random.ts';
import { createDraws } from './draws.ts';
import { kinds } from './kinds.ts';
import type { SimulatedKind } from './simulated-kind.ts';
import { SAMPLES_PER_WEEK, type SimulatedSeries } from './simulated-series.ts';

const simulate = (kind: SimulatedKind, seed: string | number, samples = 2 * SAMPLES_PER_WEEK) =>
  kind.simulate(createDraws(seededRandom(`${seed}`)), samples);

/** Measured scale of the noise in parts of what the series says. */
function scaleOf({ values, middle, sigma }: SimulatedSeries): number {
  const noise = values.map((value, i) => value - middle[i]!);
  return (1.4826 * medianAbsoluteDeviation([...noise])) / sigma;
}

describe.each([...kinds])('the kind %s', (_name, kind) => {
  test('depends on the seed only', () => {
    expect(simulate(kind, 7, 500)).toEqual(simulate(kind, 7, 500));
    expect(simulate(kind, 7, 500).values).not.toEqual(simulate(kind, 8, 500).values);
  });

  test('gives finite values, and a scale to make faults with', () => {
    for (let seed = 0; seed < 10; seed += 1) {
      const { values, middle, sigma } = simulate(kind, seed, 5_000);
      expect(values.length).toBe(5_000);
      expect(middle.length).toBe(5_000);
      expect(values.every(Number.isFinite)).toBe(true);
      expect(sigma).toBeGreaterThan(0);
    }
  });
});

describe('what kinds say about their series', () => {
  test.each(['gaussian', 'heavy-tails', 'ar1', 'season', 'saw-tooth'])(
    '%s: the scale is that of the noise',
    (name) => {
      for (let seed = 0; seed < 5; seed += 1) {
        expect(Math.abs(scaleOf(simulate(kinds.get(name)!, seed)) - 1)).toBeLessThan(0.15);
      }
    },
  );

  test('bursts do not touch the scale much, and come from a few a day to some an hour', () => {
    for (let seed = 0; seed < 10; seed += 1) {
      const series = simulate(kinds.get('bursts')!, seed);
      const { values, middle, sigma } = series;
      const high = values.map((value, i) => (value - middle[i]! > 5 * sigma ? 1 : 0));
      const begun = high.filter((one, i) => one === 1 && high[i - 1] === 0).length / 14;
      expect(scaleOf(series)).toBeLessThan(2);
      expect(begun).toBeGreaterThan(4);
      expect(begun).toBeLessThan(100);
    }
  });

  test('units lie orders of magnitude apart', () => {
    const sigmas = Array.from({ length: 30 }, (_, seed) => simulate(kinds.get('gaussian')!, seed, 1).sigma);
    expect(Math.min(...sigmas)).toBeLessThan(1);
    expect(Math.max(...sigmas)).toBeGreaterThan(1e6);
  });

  test('counts are whole numbers, of rare events in some series and of many in others', () => {
    const means = Array.from({ length: 30 }, (_, seed) => {
      const { values, counts } = simulate(kinds.get('counts')!, seed, 1_000);
      expect(counts && values.every((value) => Number.isInteger(value) && value >= 0)).toBe(true);
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    });
    expect(means.filter((mean) => mean < 1.2).length).toBeGreaterThan(8);
    expect(means.filter((mean) => mean > 2.5).length).toBeGreaterThan(8);
  });

  test('steps are told, and nothing else changes', () => {
    let told = 0;
    for (let seed = 0; seed < 10; seed += 1) {
      const { values, steps } = simulate(kinds.get('steps')!, seed);
      const changed = [...values.keys()].filter((i) => i > 0 && values[i] !== values[i - 1]);
      expect(changed).toEqual(steps);
      told += steps.length;
    }
    // Ten series of two weeks, a step in four days.
    expect(told).toBeGreaterThan(15);
    expect(told).toBeLessThan(60);
  });

  test('with a season comes a trend, of up to 5 scales in four weeks', () => {
    const trends = Array.from({ length: 10 }, (_, seed) => {
      const { middle, sigma } = simulate(kinds.get('season')!, seed);
      return (middle[SAMPLES_PER_WEEK + 99]! - middle[99]!) / sigma;
    });
    expect(Math.max(...trends)).toBeGreaterThan(0.5);
    expect(Math.max(...trends.map(Math.abs))).toBeLessThan(5 / 4);
  });

  test('the season repeats after a week and has the mean 0', () => {
    const { middle, season = new Float64Array(), sigma } = simulate(kinds.get('season')!, 3);
    expect(Math.max(...season) - Math.min(...season)).toBeGreaterThan(6 * sigma);
    // Without it the middle only drifts.
    const drifts = middle.map((value, i) => value - season[i]! - (middle[0]! - season[0]!));
    expect(Math.max(...drifts.map(Math.abs))).toBeLessThan(3 * sigma);
    expect(season[SAMPLES_PER_WEEK + 99]! / season[99]!).toBeCloseTo(1, 6);
    const mean = season.reduce((sum, value) => sum + value, 0) / season.length;
    expect(Math.abs(mean) / Math.max(...season)).toBeLessThan(1e-6);
  });
});
