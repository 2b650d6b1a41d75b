import { describe, expect, test } from 'vitest';
import { emptyVerdict } from '../detector.ts';
import { lookupDetector } from '../registry.ts';
import { gaussian } from '../testing/random.ts';

const STEP = 300_000;
const HOUR = 3_600_000 / STEP;
const DAY = 24 * HOUR;
const DAYS = 28;

function run(values: readonly number[], at = (i: number) => i * STEP) {
  const { detector, error } = lookupDetector('trend', {});
  if (detector === undefined) throw new Error(error);
  const state = detector.init();
  const verdict = emptyVerdict();
  const scores = values.map((value, i) => {
    detector.score(state, value, at(i), verdict);
    const { score } = verdict;
    detector.learn(state, value, at(i), verdict);
    return score;
  });
  return { detector, state, scores };
}

/** A day like any other: a wave that is 8 times the noise. `fault` adds to it, by the sample's number from the end of the days. */
function days(seed: number, more: number, fault: (i: number) => number = () => 0): number[] {
  const next = gaussian(seed);
  return Array.from({ length: DAYS * DAY + more }, (_, i) => {
    const usual = 100 + 8 * Math.sin((2 * Math.PI * i) / DAY) + next();
    return i < DAYS * DAY ? usual : usual + fault(i - DAYS * DAY);
  });
}

const highest = (scores: readonly number[]) => Math.max(...scores.slice(DAYS * DAY));

describe('a trend', () => {
  test.each([1, -1])('of two noises an hour (direction %d) is found in time in most series', (direction) => {
    const leak = (i: number) => (2 * direction * i) / HOUR;
    const found = [1, 2, 3, 4, 5, 6].filter((seed) => {
      const { scores } = run(days(seed, 8 * HOUR, leak));
      expect(Math.max(...scores.slice(0, DAYS * DAY))).toBeLessThan(2);
      return highest(scores) > 2;
    });
    expect(found.length).toBeGreaterThanOrEqual(4);
  });

  test('is told against the course of other days, and the mean of the last hour lies outside', () => {
    const { detector, state } = run(days(1, 8 * HOUR, (i) => (2 * i) / HOUR));
    const verdict = emptyVerdict();
    const end = (DAYS * DAY + 8 * HOUR) * STEP;
    detector.score(state, 100, end, verdict);
    detector.explain(state, 100, end, verdict);
    expect(verdict.detail).toMatch(
      /^\d\.\d times the usual deviation from the course of the 6 h before on other days/,
    );
    const { lower, mid, upper } = verdict;
    expect(lower).toBeLessThan(mid);
    expect(upper).toBeGreaterThan(mid);
    expect(100 + 8 * Math.sin((2 * Math.PI * 7.5) / 24) + 2 * 7.5).toBeGreaterThan(upper);
  });

  test.each([
    ['a day like the others', () => 0],
    ['a step', () => 6],
    ['an outage of two hours', (i: number) => (i > HOUR && i < 3 * HOUR ? 30 : 0)],
    ['one sample', (i: number) => (i === HOUR ? 1e4 : 0)],
  ])('is not %s', (_what, fault) => {
    expect(highest(run(days(2, DAY, fault)).scores)).toBeLessThan(2);
  });

  test('is not known after a gap, before as many hours have come again', () => {
    const values = days(1, 14 * HOUR, (i) => i / HOUR);
    const { scores } = run(values, (i) => (i < DAYS * DAY + 6 * HOUR ? i : i + 3 * HOUR) * STEP);
    expect(Math.max(...scores.slice(DAYS * DAY + 6 * HOUR, DAYS * DAY + 12 * HOUR))).toBe(0);
  });

  test('is nothing to a series that stands still, and steps once in a while', () => {
    const values = Array.from(
      { length: 30 * DAY },
      (_, i) => 50 + 10 * ((7 * Math.floor(i / (5.3 * DAY))) % 4),
    );
    expect(Math.max(...run(values).scores)).toBe(0);
  });

  test('takes 500 bytes', () => {
    expect(JSON.stringify(run(days(3, 0)).state).length).toBeLessThanOrEqual(500);
  });
});
