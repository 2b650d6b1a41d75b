import { describe, expect, test } from 'vitest';
import { MAX_SCORE, scoreOfLogProbability, scoreOfNormal } from './tail.ts';

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

test('a probability above 1 or far below any meaning stays within the scale', () => {
  expect(scoreOfLogProbability(1)).toBe(0);
  expect(scoreOfLogProbability(-1e9)).toBe(MAX_SCORE);
  expect(scoreOfLogProbability(Math.log(1e-6))).toBeCloseTo(2, 10);
});
