import type { RecurringConfig } from '@aiops/config';
import { describe, expect, test } from 'vitest';
import { recurringSpan } from './recurring-span.ts';

const EVERY_DAY: RecurringConfig['days'] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const clock = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));

/** The occurrence that holds a stamp, as ISO text without seconds. */
function spanAt(stamp: string, from: string, until: string, zone = 'Europe/Berlin', days = EVERY_DAY) {
  const span = recurringSpan({ days, from: clock(from), until: clock(until), zone })(Date.parse(stamp));
  return span && [span.from, span.until].map((at) => new Date(at).toISOString().slice(0, 16));
}

test('it holds what lies between its times, the first included and the last not', () => {
  const span = ['2026-01-27T01:00', '2026-01-27T03:00'];
  expect(spanAt('2026-01-27T00:59:59.999Z', '02:00', '04:00')).toBeUndefined();
  expect(spanAt('2026-01-27T01:00:00Z', '02:00', '04:00')).toEqual(span);
  expect(spanAt('2026-01-27T02:59:59.999Z', '02:00', '04:00')).toEqual(span);
  expect(spanAt('2026-01-27T03:00:00Z', '02:00', '04:00')).toBeUndefined();
});

test('over midnight it belongs to the day on which it begins', () => {
  const saturday = ['2026-01-31T21:00', '2026-02-01T03:00'];
  expect(spanAt('2026-02-01T02:00Z', '22:00', '04:00', 'Europe/Berlin', ['sat'])).toEqual(saturday);
  expect(spanAt('2026-01-31T02:00Z', '22:00', '04:00', 'Europe/Berlin', ['sat'])).toBeUndefined();
  expect(spanAt('2026-02-01T22:00Z', '22:00', '04:00', 'Europe/Berlin', ['sat'])).toBeUndefined();
});

test('a whole day ends with its midnight', () => {
  expect(spanAt('2026-01-27T12:00Z', '00:00', '24:00', 'UTC', ['tue'])).toEqual([
    '2026-01-27T00:00',
    '2026-01-28T00:00',
  ]);
});

test.each([
  ['Pacific/Kiritimati', '2026-01-26T11:00', '2026-01-26T13:00'],
  ['Pacific/Pago_Pago', '2026-01-27T12:00', '2026-01-27T14:00'],
  ['Asia/Kathmandu', '2026-01-26T19:15', '2026-01-26T21:15'],
])('the day is that of the zone: Tuesday from 01:00 in %s', (zone, from, until) => {
  expect(spanAt(`${from}Z`, '01:00', '03:00', zone, ['tue'])).toEqual([from, until]);
  expect(spanAt(`${until}Z`, '01:00', '03:00', zone, ['tue'])).toBeUndefined();
});

// Berlin: 2026-03-29 02:00 becomes 03:00, 2026-10-25 03:00 becomes 02:00.
describe('when summer time begins', () => {
  test('a span over the change is an hour shorter', () => {
    expect(spanAt('2026-03-29T00:30Z', '01:00', '04:00')).toEqual(['2026-03-29T00:00', '2026-03-29T02:00']);
  });
  test('a time that is skipped is an hour later', () => {
    expect(spanAt('2026-03-29T01:30Z', '02:30', '05:00')).toEqual(['2026-03-29T01:30', '2026-03-29T03:00']);
    expect(spanAt('2026-03-29T01:15Z', '01:00', '02:30')).toEqual(['2026-03-29T00:00', '2026-03-29T01:30']);
  });
});

describe('when summer time ends', () => {
  test('of an hour that comes twice both belong to it', () => {
    const span = ['2026-10-25T00:00', '2026-10-25T01:30'];
    expect(spanAt('2026-10-25T00:00Z', '02:00', '02:30')).toEqual(span);
    expect(spanAt('2026-10-25T01:29Z', '02:00', '02:30')).toEqual(span);
    expect(spanAt('2026-10-24T23:59Z', '02:00', '02:30')).toBeUndefined();
    expect(spanAt('2026-10-25T01:30Z', '02:00', '02:30')).toBeUndefined();
  });
});

test('stamps before 1970 and from year 0 have days as well', () => {
  expect(spanAt('1969-12-31T12:00Z', '11:00', '13:00', 'UTC', ['wed'])).toEqual([
    '1969-12-31T11:00',
    '1969-12-31T13:00',
  ]);
  expect(spanAt('0000-06-01T12:00:00Z', '11:00', '13:00', 'UTC')).toEqual([
    '0000-06-01T11:00',
    '0000-06-01T13:00',
  ]);
});
