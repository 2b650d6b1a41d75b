import { expect, test } from 'vitest';
import { clock, dayAndClock, formatNumber, formatSpan, offset, percent } from './format-value.ts';

test('numbers are short and the same on every machine', () => {
  const numbers = [0, 95, 95.04, -3, 0.001234, 999.6, 1_234, 200_512, 420_000_000, 4.2e12, 1e18, 1e-9];
  expect(numbers.map(formatNumber)).toEqual([
    '0',
    '95',
    '95',
    '-3',
    '0.00123',
    '1000',
    '1,234',
    '200,512',
    '420M',
    '4.2T',
    '1.00e+18',
    '1.00e-9',
  ]);
});

test('times are UTC', () => {
  const at = Date.UTC(2026, 0, 27, 12, 0, 5, 999);
  expect([clock(at), dayAndClock(at)]).toEqual(['12:00:05Z', '2026-01-27 12:00:05Z']);
});

test('spans take the unit that suits them', () => {
  expect([0, 1_499, 119_000, 120_000, 3_600_000, 7_200_000, 7_500_000].map(formatSpan)).toEqual([
    '0 s',
    '1 s',
    '119 s',
    '2 min',
    '60 min',
    '2 h',
    '2 h 5 min',
  ]);
  expect([offset(10_000), offset(-1_000), offset(0)]).toEqual(['+10 s', '-1 s', '+0 s']);
});

test('shares are whole percent', () => {
  expect(percent(0.874)).toBe('87 %');
});
