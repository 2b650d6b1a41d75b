import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { noiseOf } from '../testing/noise.ts';
import { judgeEffect } from './judge-effect.ts';
import type { Baseline } from './watch.ts';

const baseline: Baseline = {
  series: { entityId: 'e', metric: 'disk_usage', labels: {} },
  value: 95,
  band: { lower: 40, upper: 60 },
};
const before = [94, 96, 95, 95, 94, 96];
const judge = (after: readonly number[], rest: Partial<Baseline> = {}, direction: 'down' | 'up' = 'down') =>
  judgeEffect({ ...baseline, ...rest }, before, after, direction).effect;

describe('a metric that should fall', () => {
  test.each<[string, number[], string]>([
    ['into the band', [55, 56, 54, 55], 'improved'],
    ['below the band', [20, 21, 20, 19], 'improved'],
    ['half of the way', [77, 76, 77, 78], 'improved'],
    ['a third of the way', [83, 84, 83, 82], 'no_effect'],
    ['not at all', [95, 96, 94, 95], 'no_effect'],
    ['up a little', [98, 99, 97, 98], 'no_effect'],
    ['up a quarter of the distance', [106, 105, 106, 107], 'worse'],
    ['down late, as effects do', [95, 94, 93, 55, 54, 55], 'improved'],
    ['down for a moment only', [55, 54, 55, 95, 94, 96], 'no_effect'],
    ['with one outlier', [95, 96, 20, 95, 94], 'no_effect'],
    ['two values only', [55, 55], 'unknown'],
  ])('%s', (_what, after, effect) => {
    expect(judge(after)).toBe(effect);
  });
});

test('a metric that should rise is judged the other way round', () => {
  const low = { value: 5, band: { lower: 40, upper: 60 } };
  const up = (after: number[]) => judgeEffect({ ...baseline, ...low }, [5, 6, 5, 4], after, 'up').effect;
  expect(up([45, 46, 44])).toBe('improved');
  expect(up([5, 5, 6])).toBe('no_effect');
  expect(up([-9, -8, -9])).toBe('worse');
});

test('what was normal again before the run was not mended by it', () => {
  const verdict = judgeEffect(baseline, [50, 51, 50, 49], [50, 49, 50], 'down');
  expect(verdict).toMatchObject({
    effect: 'no_effect',
    why: expect.stringContaining('normal before the run'),
  });
  expect(judgeEffect(baseline, [50, 51, 50, 49], [90, 91, 92], 'down').effect).toBe('worse');
});

test('without a band the threshold of the rule is the edge; without either nobody knows', () => {
  const { band: _, ...bare } = baseline;
  expect(judgeEffect({ ...bare, threshold: 90 }, before, [70, 71, 69], 'down').effect).toBe('improved');
  expect(judgeEffect(bare, before, [70, 71, 69], 'down')).toMatchObject({
    effect: 'unknown',
    why: 'the anomaly tells neither a band nor a threshold to compare with',
  });
});

test('where the metric stood before is taken from the anomaly when nothing newer is known', () => {
  expect(judgeEffect(baseline, [], [50, 51, 50], 'down').effect).toBe('improved');
  const { value: _, ...silent } = baseline;
  expect(judgeEffect(silent, [], [50, 51, 50], 'down').effect).toBe('unknown');
});

test('the sentence names the numbers', () => {
  expect(judgeEffect(baseline, before, [55, 56.12345, 54], 'down').why).toBe(
    'it went from 95 to 55, and 60 is the edge of what is normal: it is normal again',
  );
});

describe('noise', () => {
  /** How often the effect is told of so many runs from 90 to this level. */
  const share = (level: number, sigma: number, effect: string) => {
    const noise = noiseOf(7);
    const told = Array.from({ length: 2000 }, () =>
      judgeEffect(baseline, noise(90, sigma, 10), noise(level, sigma, 10), 'down'),
    );
    return told.filter((verdict) => verdict.effect === effect).length / told.length;
  };

  test.each([1, 5, 15])('of a placebo is seldom taken for an effect: sigma %i', (sigma) => {
    expect(share(90, sigma, 'improved')).toBeLessThan(0.02);
    expect(share(90, sigma, 'worse')).toBeLessThan(0.04);
  });

  test('does not hide what helps or harms', () => {
    expect(share(55, 5, 'improved')).toBeGreaterThan(0.98);
    expect(share(120, 5, 'worse')).toBeGreaterThan(0.98);
  });

  test('no values make it fail or contradict itself', () => {
    const numbers = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 }), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(numbers, numbers, (earlier, later) => {
        const down = judgeEffect(baseline, earlier, later, 'down');
        const mirrored = { ...baseline, value: -95, band: { lower: -60, upper: -40 } };
        const negative = (values: number[]) => values.map((value) => -value);
        expect(judgeEffect(mirrored, negative(earlier), negative(later), 'up').effect).toBe(down.effect);
      }),
    );
  });
});
