import { expect, test } from 'vitest';
import { nearestName } from './nearest-name.ts';

const names = ['interval', 'enabled', 'level', 'host', 'port'];

test.each([
  ['intervall', 'interval'],
  ['INTERVAL', 'interval'],
  ['enable', 'enabled'],
  ['levle', 'level'],
  ['hst', 'host'],
])('%s is a slip of %s', (typed, meant) => {
  expect(nearestName(typed, names)).toBe(meant);
});

test.each(['zebra', 'x', '', 'detectors'])('%j is like none of them', (typed) => {
  expect(nearestName(typed, names)).toBeUndefined();
});
