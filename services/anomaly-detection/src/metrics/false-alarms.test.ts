import { describe, expect, test } from 'vitest';
import { calibrated, learnTail, usualTail } from './calibration.ts';
import { createEnsemble } from './ensemble.ts';
import { idleStatistical, stepStatistical } from './statistical.ts';

/** Uniform numbers in (0, 1) from a seed. */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 4294967296;
  };
}

test('a series whose scores mean what they say keeps them', () => {
  const habit = usualTail();
  for (const score of [0, 0.3, 1, 2, 5, 10]) expect(calibrated(habit, score)).toBeCloseTo(score, 10);
});

test('a score is never raised, and a higher one stays the higher one', () => {
  const habit = usualTail();
  for (let i = 0; i < 300; i += 1) learnTail(habit, i % 10 === 0 ? 4 : 0.1, false);
  let previous = 0;
  for (let score = 0; score <= 10; score += 0.25) {
    const now = calibrated(habit, score);
    expect(now).toBeLessThanOrEqual(score);
    expect(now).toBeGreaterThanOrEqual(previous);
    previous = now;
  }
});

test('what a series does all the time is not anomalous for it', () => {
  const habit = usualTail();
  for (let i = 0; i < 500; i += 1) learnTail(habit, i % 10 === 0 ? 5 : 0.1, i % 10 === 0);
  expect(calibrated(habit, 5)).toBeLessThan(1);
});

test('one outage does not blunt the detectors', () => {
  const habit = usualTail();
  for (let i = 0; i < 500; i += 1) learnTail(habit, 0.1, false);
  for (let i = 0; i < 100; i += 1) learnTail(habit, 10, true);
  learnTail(habit, 0.1, false);
  expect(calibrated(habit, 10)).toBeGreaterThan(4);
  for (let i = 0; i < 4000; i += 1) learnTail(habit, 0.1, false);
  expect(calibrated(habit, 10)).toBeGreaterThan(7);
});

describe('false alarms in four weeks of one sample a minute', () => {
  const gaussian = (next: () => number) => Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next());
  test.each([
    ['Gaussian noise', (next: () => number) => 50 + 5 * gaussian(next)],
    ['latencies (log-normal)', (next: () => number) => Math.exp(gaussian(next))],
    ['rare counts', (next: () => number) => (next() < 0.1 ? 1 : 0)],
    ['waiting times (exponential)', (next: () => number) => -Math.log(next())],
  ])('%s: at most one', (_name, draw) => {
    const ensemble = createEnsemble(
      [
        { name: 'ewma', enabled: true },
        { name: 'zscore', enabled: true },
      ],
      [],
    );
    const states = {};
    const habit = usualTail();
    const state = idleStatistical();
    const next = uniform(1);
    let opened = 0;
    for (let i = 0; i < 40_320; i += 1) {
      const value = draw(next);
      const { score } = ensemble.score(states, 'any', value, i);
      const before = state.active;
      stepStatistical(state, calibrated(habit, score), i, 2);
      if (state.active && !before) opened += 1;
      learnTail(habit, score, state.active || state.hot > 0);
      ensemble.learn(states, 'any', value, i);
    }
    expect(opened).toBeLessThanOrEqual(1);
  });
});
