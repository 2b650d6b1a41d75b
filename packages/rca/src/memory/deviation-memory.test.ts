import { expect, test } from 'vitest';
import { START } from '../testing/anomaly.ts';
import { deviating } from '../testing/deviation.ts';
import { node } from '../testing/network.ts';
import {
  type DeviationMemory,
  deviationsBetween,
  forgetDeviations,
  noteDeviation,
} from './deviation-memory.ts';

const HOUR = 3_600_000;
const [a, b] = [node('service', 'a'), node('service', '__proto__')];
const all = (memory: DeviationMemory) => deviationsBetween(memory, 0, START + 10 * HOUR);

test('of one series and direction the largest is kept, with the time at which it was told', () => {
  const memory: DeviationMemory = {};
  noteDeviation(memory, deviating(a, 'cpu', 2), HOUR);
  noteDeviation(memory, deviating(a, 'cpu', 5, { at: 60 }), HOUR);
  noteDeviation(memory, deviating(a, 'cpu', 3, { at: 90 }), HOUR);
  noteDeviation(memory, deviating(a, 'cpu', 4, { direction: 'down' }), HOUR);
  expect(all(memory).get(a.id)).toMatchObject([
    { size: 5, at: START + 60_000, direction: 'up' },
    { size: 4, direction: 'down' },
  ]);
});

test('what is older than it may matter is forgotten, an entity may have any name', () => {
  const memory: DeviationMemory = {};
  noteDeviation(memory, deviating(a, 'cpu', 2), HOUR);
  noteDeviation(memory, { ...deviating(b, 'cpu', 2, { at: 3000 }), entity: '__proto__' }, HOUR);
  expect([...all(memory).keys()]).toEqual([a.id, '__proto__']);
  noteDeviation(memory, deviating(a, 'mem', 1, { at: 4000 }), HOUR);
  expect(all(memory).get(a.id)).toMatchObject([{ metric: 'mem' }]);
  forgetDeviations(memory, START + 3_500_000);
  expect([...all(memory).keys()]).toEqual([a.id]);
});

test('a hundred are kept of an entity: the smallest goes', () => {
  const memory: DeviationMemory = {};
  for (let i = 0; i < 101; i += 1) noteDeviation(memory, deviating(a, `m${i}`, i === 40 ? 1 : 5), HOUR);
  const kept = all(memory).get(a.id) ?? [];
  expect(kept).toHaveLength(100);
  expect(kept.map(({ metric }) => metric)).not.toContain('m40');
});

test('only what lies in the time asked for is told', () => {
  const memory: DeviationMemory = {};
  noteDeviation(memory, deviating(a, 'cpu', 2, { at: 10 }), HOUR);
  expect(deviationsBetween(memory, START + 10_000, START + 10_000).size).toBe(1);
  expect(deviationsBetween(memory, START + 10_001, START + 20_000).size).toBe(0);
});
