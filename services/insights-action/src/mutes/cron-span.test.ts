import { expect, test } from 'vitest';
import { cronSpan } from './cron-span.ts';

const HOUR = 3_600_000;
const at = (stamp: string) => Date.parse(stamp);
const end = (until: number | undefined) => (until === undefined ? undefined : new Date(until).toISOString());

test('a span holds from its beginning until just before its end, whatever the milliseconds', () => {
  const span = cronSpan({ cron: '30 22 * * sat', duration: 2 * HOUR, zone: 'UTC' });
  const until = '2026-12-06T00:30:00.000Z';
  expect(end(span(at('2026-12-05T22:29:59.999Z')))).toBeUndefined();
  expect(end(span(at('2026-12-05T22:30:00.000Z')))).toBe(until);
  expect(end(span(at('2026-12-05T22:30:00.001Z')))).toBe(until);
  expect(end(span(at('2026-12-06T00:29:59.999Z')))).toBe(until);
  expect(end(span(at('2026-12-06T00:30:00.000Z')))).toBeUndefined();
  expect(end(span(at('2026-12-07T22:45:00.000Z')))).toBeUndefined();
});

test.each([
  [
    'a time that summer time skips begins after the gap',
    '30 2 * * *',
    '2026-03-29T01:00Z',
    '2026-03-29T02:00Z',
  ],
  ['a time that comes twice begins the first time', '30 2 * * *', '2026-10-25T00:30Z', '2026-10-25T01:30Z'],
])('%s', (_name, cron, from, until) => {
  const span = cronSpan({ cron, duration: HOUR, zone: 'Europe/Berlin' });
  expect(span(at(from) - 1)).toBeUndefined();
  expect(span(at(from))).toBe(at(until));
  expect(span(at(until))).toBeUndefined();
});

test('a time that comes twice does not begin again', () => {
  const span = cronSpan({ cron: '30 2 * * *', duration: HOUR / 2, zone: 'Europe/Berlin' });
  expect(span(at('2026-10-25T01:45Z'))).toBeUndefined();
});

test('the length is elapsed time, also over a change of the clocks', () => {
  const span = cronSpan({ cron: '0 22 24 10 *', duration: 8 * HOUR, zone: 'Europe/Berlin' });
  expect(end(span(at('2026-10-25T03:59Z')))).toBe('2026-10-25T04:00:00.000Z');
});

test('what never comes is never under way', () => {
  expect(
    cronSpan({ cron: '0 0 31 2 *', duration: HOUR, zone: 'UTC' })(at('2026-02-28T00:00Z')),
  ).toBeUndefined();
});

test.each(['*/5 0-6,22-23 1,15 jan-mar mon-fri', '0 0 * * 7', '0 0 1-31/2 * SUN', '0 0 * * sat-7'])(
  'what the settings accept can be followed: %s',
  (cron) => {
    expect(() => cronSpan({ cron, duration: HOUR, zone: 'UTC' })(0)).not.toThrow();
  },
);
