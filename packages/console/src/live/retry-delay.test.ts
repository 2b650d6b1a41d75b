import { expect, test } from 'vitest';
import { retryDelay } from './retry-delay.ts';

test('pauses grow from two seconds to half a minute', () => {
  expect([1, 2, 3, 4, 5, 6, 1_000].map(retryDelay)).toEqual([
    2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000,
  ]);
});
