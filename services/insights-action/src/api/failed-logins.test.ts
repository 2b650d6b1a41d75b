import type { Request } from 'express';
import { expect, test } from 'vitest';
import { createFailedLogins } from './failed-logins.ts';

const from = (ip: string) => ({ ip }) as Request;

test('no more than 10,000 addresses are remembered; the one that began first is forgotten', () => {
  const failedLogins = createFailedLogins(() => 0);
  const countAs = (ip: string, times: number) =>
    Array.from({ length: times }, () => failedLogins.count(from(ip))?.status);
  expect(countAs('192.0.2.1', 11).at(-1)).toBe(429);
  for (let number = 0; number < 9_999; number += 1)
    countAs(`10.0.${Math.floor(number / 250)}.${number % 250}`, 1);
  expect(countAs('192.0.2.1', 1)).toEqual([429]);
  countAs('192.0.2.2', 1);
  expect(countAs('192.0.2.1', 1)).toEqual([undefined]);
});
