import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rounded } from './vector-detector.ts';

const byText = (value: number) => Number(value.toPrecision(4));

describe('a number of a row as it is kept', () => {
  test('has the four digits that toPrecision gives it, whatever its size', () => {
    const numbers = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.double({ min: -1100, max: 1100, noNaN: true }),
      fc.double({ min: -0.2, max: 0.2, noNaN: true }),
    );
    fc.assert(
      fc.property(numbers, (value) => {
        expect(rounded(value) === byText(value)).toBe(true);
      }),
      { numRuns: 20_000 },
    );
  });

  test('has them half-way between two numbers too', () => {
    const halves = fc.tuple(
      fc.integer({ min: 1000, max: 9999 }),
      fc.integer({ min: -3, max: 6 }),
      fc.integer({ min: -2, max: 2 }),
    );
    fc.assert(
      fc.property(halves, ([digits, places, ulps]) => {
        const half = (digits + 0.5) / 10 ** places;
        const value = half * (1 + ulps * Number.EPSILON);
        expect(rounded(value)).toBe(byText(value));
        expect(rounded(-value)).toBe(byText(-value));
      }),
      { numRuns: 20_000 },
    );
  });

  test.each([0, 1, -1, 10, 99.995, 999.95, 0.1, 0.01, 0.99995, 1e60, -1e-300])('of %d', (value) => {
    expect(rounded(value)).toBe(byText(value));
  });
});
