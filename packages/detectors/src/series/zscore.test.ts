import { expect, test } from 'vitest';
import { zscore } from './zscore.ts';

const options = zscore.options.parse({ window: 20 });

test('only the last samples of the window count', () => {
  const values = Array.from({ length: 137 }, (_, i) => (i * 7919) % 101);
  const state = zscore.init(options);
  for (const value of values) zscore.learn(state, value, 0, options);
  expect(state.sorted).toEqual(values.slice(-20).sort((a, b) => a - b));
});

test('rare small values of a mostly flat series are usual once some have been seen', () => {
  const state = zscore.init(options);
  for (let i = 0; i < 100; i += 1) zscore.learn(state, i % 6 === 0 ? 1 : 0, 0, options);
  const verdict = { score: 0, ready: false, lower: 0, mid: 0, upper: 0, detail: '' };
  zscore.score(state, 1, 0, options, verdict);
  expect(verdict.score).toBeLessThan(1);
});
