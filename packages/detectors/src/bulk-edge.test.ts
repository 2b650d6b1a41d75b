import { expect, test } from 'vitest';
import { bulkEdge } from './bulk-edge.ts';
import { emptyTail, learnTail, type TailModel, tailReached, tailScore } from './tail-model.ts';
import { gaussian, uniform } from './testing/random.ts';

/** A tail that has learned so many deviations of a distribution. */
function learned(draw: () => number, samples: number): TailModel {
  const tail = emptyTail();
  for (let i = 0; i < samples; i += 1) learn(tail, Math.abs(draw()));
  return tail;
}

function learn(tail: TailModel, size: number): void {
  learnTail(tail, size, tailScore(tail, size));
}

test('of a power law it is the size that one deviation of a thousand reaches', () => {
  const next = uniform(3);
  const edge = bulkEdge(learned(() => next() ** (-1 / 3), 20_000));
  expect(edge).toBeGreaterThan(8.5);
  expect(edge).toBeLessThan(11.5);
});

test('of Gaussian deviations it lies outside what they reach, within a half', () => {
  const tail = learned(gaussian(3), 20_000);
  expect(bulkEdge(tail) / tailReached(tail)).toBeGreaterThan(1.1);
  expect(bulkEdge(tail) / tailReached(tail)).toBeLessThan(1.5);
});

test('outages that come again and again do not move it, although they are the largest deviations of a thousand', () => {
  const noise = gaussian(5);
  const tail = learned(noise, 20_000);
  const before = bulkEdge(tail);
  for (let i = 0; i < 20_000; i += 1) learn(tail, i % 200 === 0 ? 30 : Math.abs(noise()));
  expect(tailReached(tail)).toBeGreaterThan(25);
  expect(bulkEdge(tail) / before).toBeLessThan(1.25);
});

test('it grows with the unit', () => {
  const of = (unit: number) => {
    const noise = gaussian(7);
    return bulkEdge(learned(() => unit * noise(), 3_000));
  };
  expect(of(1_024) / of(1)).toBeCloseTo(1_024, 6);
});

test('it is what was reached while there are few deviations, or where most are none', () => {
  const young = learned(gaussian(9), 50);
  expect(bulkEdge(young)).toBe(tailReached(young));
  let i = 0;
  const rare = learned(() => {
    i += 1;
    return i % 50 === 0 ? 3 : 0;
  }, 3_000);
  expect(bulkEdge(rare)).toBe(tailReached(rare));
  expect(bulkEdge(rare)).toBeGreaterThan(2);
  expect(bulkEdge(learned(() => 0, 3_000))).toBe(0);
});
