import { expect, test } from 'vitest';
import { round4 } from './rounding.ts';

test('numbers have four decimals, and what is less than nothing by a trifle is 0, as it is in JSON', () => {
  expect(round4(0.123456)).toBe(0.1235);
  expect(round4(0.22138518623933653 - 0.2214)).toBe(0);
});
