import { expect, test } from 'vitest';
import type { CaseRecord } from './case-record.ts';
import { mendStamps } from './mend-stamps.ts';

const NOON = Date.UTC(2026, 0, 27, 12);
const line = (at: number): CaseRecord => ({
  kind: 'logs',
  at,
  value: { ts: at, entity: 'a', level: 'ERROR', logger: 'l', msg: 'm' },
});

test('a stamp from a wrong clock becomes that of the record before', () => {
  const records = [NOON, NOON + 5, -6_795_364_578_872, NOON + 9, NOON + 30 * 86_400_000].map(line);
  expect(mendStamps(records).map(({ at }) => at - NOON)).toEqual([0, 5, 5, 9, 9]);
});

test('one at the beginning gets the time of the middle, right ones are left alone', () => {
  expect(mendStamps([0, NOON, NOON + 3].map(line)).map(({ at }) => at - NOON)).toEqual([0, 0, 3]);
  const right = [NOON, NOON + 3_600_000].map(line);
  expect(mendStamps(right)).toEqual(right);
  expect(mendStamps([])).toEqual([]);
});
