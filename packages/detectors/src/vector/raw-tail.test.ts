import { expect, test } from 'vitest';
import { uniform } from '../testing/random.ts';
import { emptyRawTail, learnRaw, rawTailReady, scoreOfRaw } from './raw-tail.ts';

/** Exponential raw scores: the one that is exceeded with probability p is −ln p. */
function learned(count: number, seed = 1) {
  const next = uniform(seed);
  const tail = emptyRawTail();
  for (let i = 0; i < count; i += 1) learnRaw(tail, 1 - Math.log(next()));
  return tail;
}

test('nothing is known for the first 200', () => {
  expect(rawTailReady(learned(199))).toBe(false);
  expect(scoreOfRaw(learned(199), 1e9)).toBe(0);
  expect(rawTailReady(learned(200))).toBe(true);
});

test.each([1e-3, 1e-6, 1e-9])('an exponential tail scores what its probability %d means', (p) => {
  let sum = 0;
  for (let seed = 1; seed <= 10; seed += 1) sum += scoreOfRaw(learned(20_000, seed), 1 - Math.log(p)) / 10;
  const exact = -Math.log10(p) / 3;
  expect(Math.abs(sum - exact)).toBeLessThan(0.1 * exact);
});

test('an outage counts once, so that the next one is as unusual', () => {
  const tail = learned(5_000);
  const before = scoreOfRaw(tail, 30);
  for (let i = 0; i < 300; i += 1) learnRaw(tail, 30);
  learnRaw(tail, 1);
  expect(scoreOfRaw(tail, 30)).toBeGreaterThan(0.95 * before);
});

test('what lasts longer than an outage is learned', () => {
  const tail = learned(5_000);
  for (let i = 0; i < 2_000; i += 1) learnRaw(tail, 30);
  expect(scoreOfRaw(tail, 30)).toBeLessThan(2);
});
