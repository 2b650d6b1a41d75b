import fc from 'fast-check';
import { expect, test } from 'vitest';
import { significant } from './significant.ts';

const byText = (value: number, digits: number) => Number(value.toPrecision(digits));
const digits = fc.integer({ min: 1, max: 9 });

test('a number has the digits that toPrecision gives it, whatever its size', () => {
  const numbers = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.double({ min: -1.1e6, max: 1.1e6, noNaN: true }),
    fc.double({ min: -1100, max: 1100, noNaN: true }),
    fc.double({ min: -0.2, max: 0.2, noNaN: true }),
  );
  fc.assert(
    fc.property(numbers, digits, (value, count) => {
      expect(significant(value, count) === byText(value, count)).toBe(true);
    }),
    { numRuns: 20_000 },
  );
});

test('half-way between two numbers too', () => {
  const halves = digits.chain((count) =>
    fc.tuple(
      fc.constant(count),
      fc.integer({ min: 10 ** (count - 1), max: 10 ** count - 1 }),
      fc.integer({ min: -3, max: count + 2 }),
      fc.integer({ min: -2, max: 2 }),
    ),
  );
  fc.assert(
    fc.property(halves, ([count, whole, places, ulps]) => {
      const half = (whole + 0.5) / 10 ** places;
      const value = half * (1 + ulps * Number.EPSILON);
      expect(significant(value, count)).toBe(byText(value, count));
      expect(significant(-value, count)).toBe(byText(-value, count));
    }),
    { numRuns: 20_000 },
  );
});

test.each([0, 1, -1, 10, 99.995, 999.95, 0.1, 0.01, 0.99995, 999_999.5, 1e6, 1e60, -1e-300])(
  'of %d',
  (value) => {
    for (let count = 1; count <= 9; count += 1) expect(significant(value, count)).toBe(byText(value, count));
  },
);
