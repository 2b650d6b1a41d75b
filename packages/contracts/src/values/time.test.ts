import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  durationSchema,
  formatDuration,
  formatTimestamp,
  parseDuration,
  parseTimestamp,
  timestampSchema,
} from './time.ts';

/** 2026-01-27T12:00:00Z */
const NOON = 1_769_515_200_000;
const years0To9999 = fc.integer({ min: -62_167_219_200_000, max: 253_402_300_799_999 });

describe('a stamp', () => {
  test.each([
    ['2026-01-27T12:00:00', NOON],
    ['2026-01-27 12:00:00', NOON],
    ['2026-01-27T12:00', NOON],
    ['2026-01-27', NOON - 43_200_000],
  ])('without a zone is UTC: %s', (text, at) => {
    expect(parseTimestamp(text)).toBe(at);
  });

  test.each([
    '2026-01-27T12:00:00Z',
    '2026-01-27t12:00:00z',
    '2026-01-27T12:00:00 UTC',
    '2026-01-27T20:00:00+08:00',
    '2026-01-27T20:00:00+0800',
    '2026-01-27 20:00:00 +08',
    '2026-01-27T06:30:00-05:30',
    '2026-01-27T12:00:00+00:00',
    '2026-01-26T24:00:00-12:00',
  ])('with a zone means the same instant: %s', (text) => {
    expect(parseTimestamp(text)).toBe(NOON);
  });

  test('of a Python or Go program keeps its fraction down to the microsecond', () => {
    expect(parseTimestamp('2026-01-27T12:00:00.123456')).toBe(NOON + 123.456);
    expect(parseTimestamp('2026-01-27T12:00:00.123456789Z')).toBe(NOON + 123.457);
    expect(parseTimestamp('2026-01-27T12:00:00,5Z')).toBe(NOON + 500);
  });

  test.each([
    ['seconds', 1_769_515_200],
    ['fractional seconds', 1_769_515_200.0],
    ['milliseconds', 1_769_515_200_000],
    ['microseconds', 1_769_515_200_000_000],
    ['nanoseconds', 1_769_515_200_000_000_000],
  ])('in epoch %s is told by its size, as a number or as text', (_unit, epoch) => {
    expect(parseTimestamp(epoch)).toBe(NOON);
    expect(parseTimestamp(String(epoch))).toBe(NOON);
    expect(parseTimestamp(` ${epoch} `)).toBe(NOON);
  });

  test('in nanoseconds beyond 2^53 does not lose its millisecond', () => {
    expect(parseTimestamp('1735689600123000000')).toBe(1_735_689_600_123);
    expect(parseTimestamp('1735689600123456789')).toBe(1_735_689_600_123.457);
  });

  test('of the seed sample from 2009 is read as seconds', () => {
    expect(parseTimestamp(1_234_567_890)).toBe(Date.UTC(2009, 1, 13, 23, 31, 30));
  });

  test('of 29 February is read in a leap year, also in the first century', () => {
    expect(parseTimestamp('2000-02-29')).toBe(Date.UTC(2000, 1, 29));
    expect(parseTimestamp('0096-02-29')).toBe(new Date('0096-02-29T00:00:00Z').getTime());
  });

  test('of a leap second is the first of the next minute', () => {
    expect(parseTimestamp('2016-12-31T23:59:60Z')).toBe(Date.UTC(2017, 0, 1));
  });

  test.each([
    '',
    'yesterday',
    '2026-02-30T00:00:00Z',
    '2026-02-29',
    '1900-02-29',
    '2026-04-31',
    '2026-01-00',
    '2026-13-01',
    '2026-01-27T25:00:00Z',
    '2026-01-27T12:60:00Z',
    '2026-01-27T12:00:00 junk',
    '2026-01-27T12:00:00+99:00',
    '12:00',
    'NaN',
    '1e999',
  ])('that is none is undefined, never a guess: %j', (text) => {
    expect(parseTimestamp(text)).toBeUndefined();
    expect(timestampSchema.safeParse(text).success).toBe(false);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, 1e30])('number %s is none', (epoch) => {
    expect(parseTimestamp(epoch)).toBeUndefined();
  });

  test('that we wrote is read back', () => {
    fc.assert(
      fc.property(fc.integer({ min: -8.64e15, max: 8.64e15 }), (at) => {
        expect(parseTimestamp(formatTimestamp(at))).toBe(at);
      }),
    );
  });

  test('in any epoch unit names the same millisecond', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1e11, max: 4e12 }), (at) => {
        for (const text of [`${at}`, `${at}000`, `${at}000000`, `${at / 1e3}`]) {
          expect(parseTimestamp(text)).toBe(at);
        }
      }),
    );
  });

  test('in any zone names the same instant', () => {
    fc.assert(
      fc.property(years0To9999, fc.integer({ min: -14 * 60, max: 14 * 60 }), (at, minutes) => {
        const local = formatTimestamp(at + minutes * 60_000).replace('Z', '');
        const size = Math.abs(minutes);
        const zone = `${minutes < 0 ? '-' : '+'}${pad(Math.floor(size / 60))}:${pad(size % 60)}`;
        expect(parseTimestamp(local + zone)).toBe(at);
      }),
    );
  });
});

const pad = (value: number) => String(value).padStart(2, '0');

describe('a duration', () => {
  test.each([
    [30, 30_000],
    ['30', 30_000],
    ['30s', 30_000],
    ['300', 300_000],
    ['5m', 300_000],
    ['1.5h', 5_400_000],
    ['2 d', 172_800_000],
    ['250ms', 250],
    [0, 0],
    [0.5, 500],
  ])('%j is read', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  test.each(['', 's', '-5s', '5 minutes', '1h30m', 'Infinity', '99999999999d'])('%j is none', (text) => {
    expect(parseDuration(text)).toBeUndefined();
    expect(durationSchema.safeParse(text).error?.issues[0]?.message).toContain('expected a duration');
  });

  test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('%s is none', (seconds) => {
    expect(parseDuration(seconds)).toBeUndefined();
  });

  test('is written in its largest whole unit and read back', () => {
    expect([0, 300_000, 90_000, 86_400_000, 1_500].map(formatDuration)).toEqual([
      '0s',
      '5m',
      '90s',
      '1d',
      '1500ms',
    ]);
    fc.assert(
      fc.property(fc.nat(), (ms) => {
        expect(parseDuration(formatDuration(ms))).toBe(ms);
      }),
    );
  });
});
