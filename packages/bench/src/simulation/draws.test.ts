import { mean, quantile, standardDeviation, variance } from 'simple-statistics';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../seeded-random.ts';
import { createDraws, type Draws } from './draws.ts';

const many = (draw: (draws: Draws) => number) => {
  const draws = createDraws(seededRandom('draws'));
  return Array.from({ length: 50_000 }, () => draw(draws));
};

describe('draws', () => {
  test('Gaussian ones have mean 0 and deviation 1, and no heavier tails', () => {
    const values = many((draws) => draws.gaussian());
    expect(mean(values)).toBeCloseTo(0, 1);
    expect(standardDeviation(values)).toBeCloseTo(1, 1);
    expect(quantile(values, 0.99)).toBeCloseTo(2.33, 1);
  });

  test("Student's t has the quartiles and the tails of its degrees of freedom", () => {
    const values = many((draws) => draws.studentT(3));
    expect(quantile(values, 0.5)).toBeCloseTo(0, 1);
    expect(quantile(values, 0.75)).toBeCloseTo(0.765, 1);
    expect(quantile(values, 0.99) / 4.541).toBeCloseTo(1, 0.5);
  });

  test.each([0.05, 4, 60])('counts with mean %d vary by as much', (rate) => {
    const values = many((draws) => draws.poisson(rate));
    expect(values.every((value) => Number.isInteger(value) && value >= 0)).toBe(true);
    expect(mean(values) / rate).toBeCloseTo(1, 1);
    expect(variance(values) / rate).toBeCloseTo(1, 1);
  });

  test('exponential ones have their mean', () => {
    expect(mean(many((draws) => draws.exponential(7))) / 7).toBeCloseTo(1, 1);
  });

  test('every order of magnitude is as likely as the next', () => {
    const values = many((draws) => draws.logBetween(1e-3, 1e9));
    expect(Math.min(...values)).toBeGreaterThan(1e-3);
    expect(Math.max(...values)).toBeLessThan(1e9);
    expect(quantile(values, 0.5) / 1e3).toBeGreaterThan(0.8);
    expect(quantile(values, 0.5) / 1e3).toBeLessThan(1.25);
  });

  test('even ones lie between their ends', () => {
    const values = many((draws) => draws.between(-5, 5));
    expect(Math.min(...values)).toBeGreaterThan(-5);
    expect(Math.max(...values)).toBeLessThan(5);
    expect(mean(values)).toBeCloseTo(0, 1);
  });
});
