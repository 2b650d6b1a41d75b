import { expect, test } from 'vitest';
import { rateShift, usualCounts } from './rate-shift.ts';

test('the size is a third of y ln(y / e) − y + e, with half a line more on both sides', () => {
  expect(rateShift(20, 0, 0.1)).toEqual({
    direction: 'up',
    expected: 0.05,
    size: (20.5 * Math.log(20.5 / 0.05) - 20.5 + 0.05) / 3,
  });
  expect(rateShift(0, 199.5, 0.1)).toMatchObject({ direction: 'down', expected: 20 });
});

test('what lies within the usual counts is no shift, what lies outside is one', () => {
  for (const usual of [0, 3, 10, 200, 5000]) {
    const { lower, upper } = usualCounts(usual + 0.5);
    for (const now of [Math.ceil(lower), Math.floor(upper)]) expect(rateShift(now, usual, 1)).toBeUndefined();
    expect(rateShift(Math.floor(upper) + 1, usual, 1)?.direction).toBe('up');
    if (lower > 0) expect(rateShift(Math.ceil(lower) - 1, usual, 1)?.direction).toBe('down');
  }
});

test('nothing is no rise, however rare it was', () => {
  expect(rateShift(0, 0.1, 1e-6)).toBeUndefined();
});
