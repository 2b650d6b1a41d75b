import { expect, test } from 'vitest';
import { emptyVerdict } from '../detector.ts';
import { tailWeight } from '../tail-model.ts';
import { gaussian } from '../testing/random.ts';
import { arima } from './arima.ts';

const options = arima.options.parse({});

/** Learns a saw-tooth of four samples, one every 10 s, and returns what is needed to go on. */
function learned(samples: number) {
  const state = arima.init(options);
  const verdict = emptyVerdict();
  const score = (value: number, at: number) => {
    arima.score(state, value, at, options, verdict);
    return { ready: verdict.ready, score: verdict.score };
  };
  const step = (value: number, at: number) => {
    const scored = score(value, at);
    arima.learn(state, value, at, options, verdict);
    return scored;
  };
  for (let i = 0; i < samples; i += 1) step(10 + (i % 4), 10_000 * i);
  return { score, step };
}

test('a sample that does not follow from the last ones is unusual, although its value is not', () => {
  // The first forecasts were bad, and that is remembered for some thousand samples.
  const { score } = learned(20_000);
  expect(score(10, 200_000_000).score).toBeLessThan(1);
  expect(score(12, 200_000_000).score).toBeGreaterThan(2);
});

test('after a gap nothing is expected, and the samples after it are learned anew', () => {
  const { step } = learned(800);
  const after = 8_000_000 + 600_000;
  expect(step(13, after)).toEqual({ ready: false, score: 0 });
  for (let i = 1; i < 6; i += 1) step(10 + ((3 + i) % 4), after + 10_000 * i);
  expect(step(10 + ((3 + 6) % 4), after + 60_000)).toMatchObject({ ready: true });
  expect(step(10 + ((3 + 7) % 4), after + 70_000).score).toBeLessThan(1);
});

test('a series that is sampled less often from now on is forecast again soon', () => {
  const { step } = learned(800);
  let ready = 0;
  for (let i = 1; i <= 40; i += 1) if (step(10 + (i % 4), 8_000_000 + 100_000 * i).ready) ready += 1;
  expect(ready).toBeGreaterThan(25);
});

test('what is out of the ordinary has an excess however often it came', () => {
  const state = arima.init(options);
  const verdict = emptyVerdict();
  const noise = gaussian(1);
  const jumps: number[] = [];
  for (let i = 0; i < 20_000; i += 1) {
    const value = 10 + noise() + (i % 200 === 0 ? 30 : 0);
    arima.score(state, value, 10_000 * i, options, verdict);
    if (i % 200 === 0) jumps.push(verdict.excess);
    arima.learn(state, value, 10_000 * i, options, verdict);
  }
  expect(Math.min(...jumps.slice(-20))).toBeGreaterThan(1);
});

test('it remembers more deviations than four thousand', () => {
  const state = arima.init(options);
  const verdict = emptyVerdict();
  for (let i = 0; i < 7_000; i += 1) {
    arima.score(state, 10 + (i % 4), 10_000 * i, options, verdict);
    arima.learn(state, 10 + (i % 4), 10_000 * i, options, verdict);
  }
  expect(tailWeight(state[1])).toBeGreaterThan(6_900);
});
