import { expect, test } from 'vitest';
import { muteBody, muteState } from './mute-body.ts';

const NOW = Date.UTC(2026, 0, 27, 12);
const typed =
  (fields: Readonly<Record<string, string>>) =>
  (name: string): string =>
    Object.hasOwn(fields, name) ? (fields[name] ?? '') : '';
const whole = { entity: 'web-1, nas-*，', until: '2026-01-27T14:00:00Z', reason: ' backup ' };

test('what is typed becomes a mute; several values are separated by commas of either kind', () => {
  expect(muteBody(typed(whole), NOW)).toEqual({
    match: { entity: ['web-1', 'nas-*'] },
    until: '2026-01-27T14:00:00.000Z',
    reason: 'backup',
  });
  expect(muteBody(typed({ ...whole, from: '2026-01-27T13:00:00Z', severity: 'low' }), NOW)).toMatchObject({
    match: { severity: ['low'] },
    from: '2026-01-27T13:00:00.000Z',
  });
});

test.each([
  ['match', { entity: ' , ' }],
  ['until', { until: '' }],
  ['until', { until: '2026-01-27T11:00:00Z' }],
  ['until', { from: '2026-01-27T15:00:00Z' }],
  ['from', { from: 'tomorrow' }],
  ['reason', { reason: ' ' }],
])('%s is what is wrong with %j', (problem, change) => {
  expect(muteBody(typed({ ...whole, ...change }), NOW)).toBe(problem);
});

test('a mute is in effect from its beginning until before its end', () => {
  const mute = { from: '2026-01-27T12:00:00Z', until: '2026-01-27T13:00:00Z' };
  expect([NOW - 1, NOW, NOW + 3_599_999, NOW + 3_600_000].map((now) => muteState(mute, now))).toEqual([
    'later',
    'now',
    'now',
    'over',
  ]);
});
