import { expect, test } from 'vitest';
import { emptyVerdict } from '../detector.ts';
import { uniform } from '../testing/random.ts';
import { range } from './range.ts';

const options = range.options.parse({ memory: 400 });

/** A detector that has learned these values. */
function learned(values: readonly number[]) {
  const state = range.init(options);
  const verdict = emptyVerdict();
  const learn = (value: number) => {
    range.score(state, value, 0, options, verdict);
    range.learn(state, value, 0, options, verdict);
    return { score: verdict.score, excess: verdict.excess };
  };
  for (const value of values) learn(value);
  const score = (value: number) => {
    range.score(state, value, 0, options, verdict);
    return { score: verdict.score, excess: verdict.excess };
  };
  return { score, learn };
}

const next = uniform(5);
/** Values from 0 to 10, both of which come. */
const calm = (samples: number) => [0, 10, ...Array.from({ length: samples - 2 }, () => 10 * next())];

test('a value beyond all of late is told in half widths of what they span, and scores as what was not seen in so many', () => {
  const { score } = learned(calm(300));
  expect(score(6)).toEqual({ score: 0, excess: 0 });
  expect(score(20).excess).toBeCloseTo(2);
  expect(score(-5).excess).toBeCloseTo(1);
  expect(score(20).score).toBeCloseTo(Math.log10(301) / 3);
});

test('an average beyond all of late shows although none of its values is', () => {
  const { learn } = learned(calm(350));
  const lasting = Array.from({ length: 60 }, () => learn(9));
  expect(lasting[0]).toEqual({ score: 0, excess: 0 });
  expect(Math.max(...lasting.map(({ excess }) => excess))).toBeGreaterThan(0.1);
});

test('an extreme is remembered for as many samples as the memory has, and forgotten after twice as many', () => {
  const { score, learn } = learned([...calm(100), 50, ...calm(100)]);
  for (const value of calm(options.memory)) learn(value);
  expect(score(45).excess).toBeLessThan(0.2);
  for (const value of calm(options.memory)) learn(value);
  expect(score(45).excess).toBeGreaterThan(5);
});
