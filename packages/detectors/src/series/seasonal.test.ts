import { expect, test } from 'vitest';
import { emptyVerdict } from '../detector.ts';
import { seasonal } from './seasonal.ts';

const MINUTE = 60_000;
const DAY = 24 * 60;
/** A Monday. */
const START = Date.UTC(2026, 0, 5);
const options = seasonal.options.parse({});

/** A wave over the day with a wiggle that has nothing to do with it. */
const valueAt = (minute: number) =>
  100 + 40 * Math.sin((2 * Math.PI * minute) / DAY) + ((minute * 7919) % 101) / 50;

function after(minutes: number) {
  const state = seasonal.init(options);
  const verdict = emptyVerdict();
  for (let i = 0; i < minutes; i += 1) {
    seasonal.score(state, valueAt(i), START + i * MINUTE, options, verdict);
    seasonal.learn(state, valueAt(i), START + i * MINUTE, options, verdict);
  }
  return (value: number) => {
    const at = START + minutes * MINUTE;
    seasonal.score(state, value, at, options, verdict);
    if (verdict.ready) seasonal.explain(state, value, at, options, verdict);
    return { ...verdict };
  };
}

test('nothing is said in the first two days of a kind, nor of the 600 samples after them', () => {
  expect(after(2 * DAY - 1)(0).ready).toBe(false);
  expect(after(2 * DAY + 500)(0)).toMatchObject({ ready: false, score: 0, excess: 0 });
  expect(after(2 * DAY + 700)(0).ready).toBe(true);
});

test('the usual value of another time of day is unusual', () => {
  const minutes = 3 * DAY + 6 * 60;
  const judge = after(minutes);
  expect(judge(valueAt(minutes)).score).toBeLessThan(1);
  const night = judge(valueAt(minutes + DAY / 2));
  expect(night.score).toBeGreaterThan(2);
  expect(night.excess).toBeGreaterThan(1);
  expect(night.lower).toBeGreaterThan(120);
  expect(night.upper).toBeLessThan(160);
});
