import { expect, test } from 'vitest';
import { retryDelay } from './retry-delay.ts';

test('the pause doubles with each failure in a row, up to the longest', () => {
  expect([1, 2, 3, 4, 5, 1_000].map((failures) => retryDelay(failures, 100, 1_000))).toEqual([
    100, 200, 400, 800, 1_000, 1_000,
  ]);
});
