import { expect, test } from 'vitest';
import { shell } from '../words/en/shell.ts';
import { shell as chinese } from '../words/zh/shell.ts';
import { formatAge, formatClock, formatMoment, formatSpan, momentOf } from './format-time.ts';

const NOON = Date.UTC(2026, 0, 27, 12);

test.each([
  ['2026-01-27T12:00:00.000Z'],
  ['2026-01-27T12:00:00'],
  ['2026-01-27 12:00:00'],
  ['2026-01-27T13:00:00+01:00'],
  [NOON / 1e3],
  [NOON],
  [NOON * 1e3],
  [NOON * 1e6],
  [String(NOON / 1e3)],
  [`${NOON}000000`],
])('%s is noon', (stamp) => {
  expect(momentOf(stamp)).toBe(NOON);
});

test('a date alone is its midnight in UTC', () => {
  expect(momentOf('2026-01-27')).toBe(NOON - 12 * 3_600_000);
});

test.each([[null], [undefined], [''], ['soon'], ['<script>']])('%s is no time', (stamp) => {
  expect(momentOf(stamp)).toBeUndefined();
});

test('times are told in the zone of the reader, with its offset', () => {
  expect(formatMoment(NOON, 'UTC')).toBe('2026-01-27 12:00:00 +00:00');
  expect(formatMoment(NOON, 'Europe/Berlin')).toBe('2026-01-27 13:00:00 +01:00');
  expect(formatMoment(NOON, 'Asia/Shanghai')).toBe('2026-01-27 20:00:00 +08:00');
  expect(formatMoment(NOON + 181 * 86_400_000, 'Europe/Berlin')).toBe('2026-07-27 14:00:00 +02:00');
  expect(formatClock(NOON - 12 * 3_600_000, 'UTC')).toBe('00:00:00');
});

test('a time beyond all calendars does not fail', () => {
  expect(formatMoment(1e20, 'UTC')).toBe('?-?-? ?:?:? ');
});

test.each([
  [45_000, '45 s', '45 秒'],
  [119_000, '119 s', '119 秒'],
  [12 * 60_000, '12 min', '12 分钟'],
  [200 * 60_000, '3 h 20 min', '3 小时 20 分钟'],
  [180 * 60_000, '3 h', '3 小时'],
  [52 * 3_600_000, '2 d 4 h', '2 天 4 小时'],
])('%i ms are %s', (ms, english, inChinese) => {
  expect([formatSpan(ms, shell), formatSpan(ms, chinese)]).toEqual([english, inChinese]);
});

test('ages', () => {
  expect(formatAge(NOON, NOON + 1_000, shell)).toBe('just now');
  expect(formatAge(NOON, NOON + 60_000, shell)).toBe('60 s ago');
  expect(formatAge(NOON, NOON - 600_000, shell)).toBe('in 10 min');
  expect(formatAge(NOON, NOON + 600_000, chinese)).toBe('10 分钟前');
});
