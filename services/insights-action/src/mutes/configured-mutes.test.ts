import { expect, test } from 'vitest';
import { configuredMutes } from './configured-mutes.ts';

const HOUR = 3_600_000;
const noon = Date.parse('2026-01-27T12:00Z');
const nightly = { cron: '0 22 * * *', duration: 2 * HOUR, zone: 'UTC' };
const mutes = configuredMutes([
  { name: 'move', match: { entity: ['nas-1'] }, from: noon, until: noon + HOUR, reason: 'racks' },
  { name: 'nightly', match: {}, every: nightly },
  { name: 'never', match: {}, every: { ...nightly, cron: '0 0 31 2 *' } },
]);
const spans = (at: number) => mutes(at).map(({ name, from, until }) => [name, from, until]);

test('mutes of the settings are told with when they hold now or next, those that are over are not', () => {
  const next = ['nightly', noon + 10 * HOUR, noon + 12 * HOUR];
  expect(spans(noon - HOUR)).toEqual([['move', noon, noon + HOUR], next]);
  expect(spans(noon + HOUR - 1)).toEqual([['move', noon, noon + HOUR], next]);
  expect(spans(noon + HOUR)).toEqual([next]);
  expect(spans(noon + 11 * HOUR)).toEqual([next]);
  expect(spans(noon + 12 * HOUR)).toEqual([['nightly', noon + 34 * HOUR, noon + 36 * HOUR]]);
});

test('they are told as they are written', () => {
  expect(mutes(noon)).toMatchObject([
    { match: { entity: ['nas-1'] }, reason: 'racks' },
    { match: {}, reason: '', every: nightly },
  ]);
});
