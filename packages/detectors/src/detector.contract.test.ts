import { describe, expect, test } from 'vitest';
import { emptyVerdict } from './detector.ts';
import { type BoundDetector, detectorNames, lookupDetector } from './registry.ts';
import { MAX_SCORE } from './tail.ts';
import { gaussian } from './testing/random.ts';

function bound(name: string, options: object = {}): BoundDetector {
  const { detector, error } = lookupDetector(name, options);
  if (detector === undefined) throw new Error(error);
  return detector;
}

/** Scores each value before it is learned. `between` may replace the state, as a restart does. */
function run(
  detector: BoundDetector,
  values: readonly number[],
  between = (state: unknown) => state,
): number[] {
  let state = detector.init();
  const verdict = emptyVerdict();
  return values.map((value, index) => {
    detector.score(state, value, index * 1000, verdict);
    const { score } = verdict;
    detector.learn(state, value, index * 1000, verdict);
    state = between(state);
    return score;
  });
}

const normal = gaussian(1);
const mixed = Array.from(
  { length: 600 },
  (_, i) => 50 + 5 * normal() + (i % 97 === 0 ? 40 : 0) + (i > 300 ? 30 : 0),
);

/** Scores and learns, as is always done with one sample after the other. */
function learn(detector: BoundDetector, state: unknown, value: number, at: number): void {
  const verdict = emptyVerdict();
  detector.score(state, value, at, verdict);
  detector.learn(state, value, at, verdict);
}

/** Those that look at single samples, and those that need some in a row. */
const spiky = ['zscore', 'arima'];
const slow = [
  ['ewma', 4, 30, 2],
  ['level_shift', 6, 60, 1.5],
] as const;

describe.each(detectorNames)('detector %s', (name) => {
  test('scores are finite, never negative and capped', () => {
    const wild = [...mixed, 1e300, -1e300, 0, 5e-324, -0, ...mixed, 1e15, 1e-15];
    for (const score of run(bound(name), wild)) {
      expect(score).toBeGreaterThanOrEqual(0);
      expect(score).toBeLessThanOrEqual(MAX_SCORE);
    }
  });

  test('the first 30 samples score 0', () => {
    const scores = run(bound(name), [...mixed.slice(0, 29), 1e6]);
    expect(Math.max(...scores)).toBe(0);
  });

  test('scoring learns nothing', () => {
    const detector = bound(name);
    const state = detector.init();
    for (const [i, value] of mixed.entries()) learn(detector, state, value, i * 1000);
    const before = JSON.stringify(state);
    detector.score(state, 1e6, 0, emptyVerdict());
    expect(JSON.stringify(state)).toBe(before);
  });

  test('the same samples get the same scores', () => {
    expect(run(bound(name), mixed)).toEqual(run(bound(name), mixed));
  });

  test('a restart from JSON after each sample changes nothing', () => {
    const restarted = run(bound(name), mixed, (state) => JSON.parse(JSON.stringify(state)));
    expect(restarted).toEqual(run(bound(name), mixed));
  });

  test.each([0, 42, -17.3, 1e12, 1e-12])(
    'a constant series of %d is never anomalous, nor is a wiggle in its last digit',
    (level) => {
      const values = Array.from({ length: 400 }, (_, i) => level + (i % 7 === 0 ? level * 1e-4 + 1e-10 : 0));
      expect(Math.max(...run(bound(name), values))).toBeLessThan(1);
    },
  );

  test.each([0, 42, -17.3, 1e12])(
    'the first wiggle in the last digit of a constant %d is not unusual',
    (level) => {
      const values = [...Array<number>(200).fill(level), level + Math.abs(level) * 1e-3 + 1e-9, level];
      expect(Math.max(...run(bound(name), values))).toBeLessThan(1);
    },
  );

  test('the state stays bounded', () => {
    const detector = bound(name);
    const state = detector.init();
    const next = gaussian(3);
    const sizeAfter = (samples: number) => {
      for (let i = 0; i < samples; i += 1) learn(detector, state, Math.round(1e4 * next()), i * 60_000);
      return JSON.stringify(state).length;
    };
    const early = sizeAfter(1000);
    expect(sizeAfter(99_000)).toBeLessThan(early + 1200);
  });

  test('Gaussian noise is anomalous in fewer than one sample of 20,000', () => {
    let alarms = 0;
    const seeds = 20;
    for (let seed = 1; seed <= seeds; seed += 1) {
      const next = gaussian(seed);
      for (const score of run(
        bound(name),
        Array.from({ length: 10_000 }, () => next()),
      ))
        if (score >= 2) alarms += 1;
    }
    expect(alarms).toBeLessThan((seeds * 10_000) / 20_000);
  });

  test('the band scores 1 at its edges', () => {
    if (['flat_line', 'seasonal', 'trend', 'range'].includes(name)) return;
    const detector = bound(name);
    const state = detector.init();
    const next = gaussian(11);
    for (let i = 0; i < 500; i += 1) learn(detector, state, 10 + next(), i * 1000);
    const verdict = emptyVerdict();
    detector.score(state, 10, 500_000, verdict);
    detector.explain(state, 10, 500_000, verdict);
    const { lower, upper, mid } = verdict;
    expect(lower).toBeLessThan(mid);
    expect(mid).toBeLessThan(upper);
    expect(verdict.detail).toContain('the usual deviation from');
  });
});

describe.each(spiky)('detector %s, which sees single samples', (name) => {
  test('a spike outscores everything before it, and is anomalous', () => {
    const next = gaussian(7);
    const calm = Array.from({ length: 500 }, () => 20 + 2 * next());
    const scores = run(bound(name), [...calm, 60]);
    const spike = scores.at(-1) ?? 0;
    expect(spike).toBeGreaterThan(Math.max(...scores.slice(0, -1)));
    expect(spike).toBeGreaterThan(2);
  });

  test('a spike leaves the band about as wide as it was', () => {
    const next = gaussian(8);
    const calm = Array.from({ length: 200 }, () => 20 + 2 * next());
    const scores = run(bound(name), [...calm, 1e6, 20, 20, 60]);
    expect(scores.at(-1)).toBeGreaterThan(2);
  });
});

describe.each(slow)('detector %s, which sees what lasts', (name, sigmas, within, least) => {
  test.each([1, -1])('finds a shift (direction %d) in time, and adopts it', (direction) => {
    const next = gaussian(5);
    const old = Array.from({ length: 3000 }, () => 100 + next());
    const moved = Array.from({ length: 200 }, () => 100 + direction * sigmas + next());
    const scores = run(bound(name), [...old, ...moved]).slice(3000);
    expect(Math.max(...scores.slice(0, within))).toBeGreaterThan(least);
    expect(Math.max(...scores.slice(100))).toBeLessThan(1.5);
  });
});

test('zscore and arima score 1 at the edge of their band', () => {
  for (const name of ['zscore', 'arima']) {
    const detector = bound(name);
    const state = detector.init();
    const next = gaussian(11);
    for (let i = 0; i < 3000; i += 1) learn(detector, state, 10 + next(), i * 1000);
    const verdict = emptyVerdict();
    detector.score(state, 10, 3_000_000, verdict);
    detector.explain(state, 10, 3_000_000, verdict);
    const { lower, upper } = verdict;
    for (const edge of [lower, upper]) {
      detector.score(state, edge, 3_000_000, verdict);
      expect(verdict.score).toBeCloseTo(1, 1);
    }
  }
});
