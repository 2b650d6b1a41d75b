import { expect, test } from 'vitest';
import { sighting } from '../testing/anomaly.ts';
import { node } from '../testing/network.ts';
import { emptyDomain, limits } from './incident-state.ts';
import { forgetLoose, keepLoose, looseById, takeLoose } from './loose-sightings.ts';

const host = node('server', 'host');
const nth = (n: number) => sighting(host, { metric: `m${n}`, at: n });

test('one is found by its id from when it is kept until it is taken', () => {
  const state = emptyDomain();
  const [first, second] = [nth(1), nth(2)];
  expect(looseById(state, first.id)).toBeUndefined();
  keepLoose(state, first);
  keepLoose(state, second);
  expect(looseById(state, first.id)).toBe(first);
  takeLoose(state, [first]);
  expect(looseById(state, first.id)).toBeUndefined();
  expect(looseById(state, second.id)).toBe(second);
});

test('past the limit the first one goes', () => {
  const state = emptyDomain();
  looseById(state, '');
  for (let n = 0; n <= limits.loose; n++) keepLoose(state, nth(n));
  expect(state.loose).toHaveLength(limits.loose);
  expect(looseById(state, nth(0).id)).toBeUndefined();
  expect(looseById(state, nth(limits.loose).id)).toBe(state.loose.at(-1));
});

test('those without news since a time are forgotten, wherever they stand', () => {
  const state = emptyDomain();
  for (const n of [5, 1, 7]) keepLoose(state, nth(n));
  forgetLoose(state, nth(5).newsAt);
  expect(state.loose.map(({ id }) => id)).toEqual([nth(5).id, nth(7).id]);
  expect(looseById(state, nth(1).id)).toBeUndefined();
});
