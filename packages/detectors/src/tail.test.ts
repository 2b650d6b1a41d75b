import { describe, expect, test } from 'vitest';
import { bandWidth, MAX_SCORE, scoreOfDeviation, scoreOfLogProbability, scoreOfNormal } from './tail.ts';

describe('score of a normal deviate', () => {
  test.each([
    [0, 1],
    [1, 0.3173],
    [3.2905, 1e-3],
    [4.8916, 1e-6],
    [7.9413, 2e-15],
  ])('%d deviations are −log10(%d) / 3', (z, p) => {
    expect(scoreOfNormal(z)).toBeCloseTo(-Math.log10(p) / 3, 1);
  });

  test('both sides count the same', () => {
    expect(scoreOfNormal(-4)).toBe(scoreOfNormal(4));
  });
});

describe('score of a deviation in estimated scales', () => {
  test('fewer samples behind the scale make the same deviation less surprising', () => {
    expect(scoreOfDeviation(6, 10)).toBeLessThan(scoreOfDeviation(6, 60));
  });

  test.each([
    [4.587, 10, 1e-3],
    [5.694, 30, 3.3e-6],
  ])('t = %d with %d degrees of freedom has the p of Student’s t', (t, dof, p) => {
    expect(scoreOfDeviation(t, dof)).toBeCloseTo(-Math.log10(p) / 3, 1);
  });

  test('is capped', () => {
    expect(scoreOfDeviation(Number.POSITIVE_INFINITY, 60)).toBe(MAX_SCORE);
  });

  test.each([3, 22, 60])('the band width with %d degrees of freedom scores 1', (dof) => {
    expect(scoreOfDeviation(bandWidth(dof), dof)).toBeCloseTo(1, 2);
  });
});

test('a probability above 1 or far below any meaning stays within the scale', () => {
  expect(scoreOfLogProbability(1)).toBe(0);
  expect(scoreOfLogProbability(-1e9)).toBe(MAX_SCORE);
  expect(scoreOfLogProbability(Math.log(1e-6))).toBeCloseTo(2, 10);
});
