import { configSchema } from '@aiops/config';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { uniform } from '../testing/calls.ts';
import { detectionDriver, iso } from '../testing/detection-driver.ts';
import { createEnsemble } from './ensemble.ts';
import { judgeSample, learnSample, unjudgedSeries } from './judged-series.ts';

const calmSettings = { rules: [], staleness: { enabled: false } };
const STEP = 15;

const next = uniform(1);
/** Events in each 15 seconds: 270 to 330, and always the same ones. */
const noise = Array.from({ length: 40_000 }, () => 270 + Math.floor(61 * next()));
const events = (i: number) => noise[i] as number;

/** A process that is watched: what it has counted at each sample, from 0 again after a restart. */
function counting(metric: string, settings: object = calmSettings) {
  const t = detectionDriver(settings);
  let total = 5_000;
  let i = 0;
  const count = (samples: number, factor = 1) => {
    for (let n = 0; n < samples; n += 1) {
      i += 1;
      total += factor * events(i);
      t.push(metric, {}, [i * STEP, total]);
    }
  };
  const restart = () => {
    total = 0;
  };
  return { ...t, count, restart, total: () => total, second: () => i * STEP };
}

describe('a counter', () => {
  test('is not anomalous because it grows or was reset', () => {
    const t = counting('requests_total');
    for (let restarts = 0; restarts < 5; restarts += 1) {
      t.count(200);
      t.restart();
    }
    t.count(200);
    expect(t.anomalies()).toEqual([]);
  });

  test('is told by its rate, in all its numbers and both its sentences', () => {
    const t = counting('requests_total');
    t.count(100);
    t.restart();
    t.count(100);
    t.count(2, 5);
    const [opened, ...others] = t.anomalies();
    expect(others).toEqual([]);
    expect(opened?.summary).toMatch(
      /^requests_total of a grows by (9\d|10\d)\.\d per second where zscore expected 1\d\.\d to 2\d\.\d per second: /,
    );
    const { value, expected, samples = [] } = opened ?? {};
    expect(value).toBeGreaterThan(85);
    expect(expected?.mid).toBeCloseTo(20, 0);
    expect(samples.at(-1)).toEqual([expect.any(Number), value]);
    // The rate from the first of 60 samples has no beginning, and the one of the reset is not known.
    expect(samples).toHaveLength(59);
    for (const [, rate] of samples.slice(0, -1)) expect(rate).toBeLessThan(25);
    t.count(8);
    expect(t.anomalies()).toMatchObject([
      {
        status: 'resolved',
        summary: expect.stringMatching(
          /^requests_total of a is back to normal at [\d.]+ per second after \d+ s$/,
        ),
      },
    ]);
  });

  test('has rules about what it shows, and their anomaly keeps to that', () => {
    const many = { name: 'many', metric: 'requests_total', threshold: 60_000, duration: 0 };
    const t = counting('requests_total', { ...calmSettings, rules: [{ ...many, severity: 'low' }] });
    while (t.total() <= 60_000) t.count(1);
    t.count(3, 50);
    const [ruled, joined] = t.anomalies();
    expect(ruled).toMatchObject({ anomaly_type: 'rule', revision: 1 });
    expect(joined).toMatchObject({ anomaly_type: 'rule', revision: 2 });
    expect(joined?.contributions?.map(({ detector }) => detector)).toContain('zscore');
    for (const anomaly of [ruled, joined]) {
      expect(anomaly?.value).toBeGreaterThan(60_000);
      expect(anomaly?.samples?.at(-1)?.[1]).toBeGreaterThan(60_000);
      expect(anomaly?.expected).toBeUndefined();
    }
  });

  test('that is told by its rate stays so when a rule joins', () => {
    const many = { name: 'many', metric: 'requests_total', threshold: 60_000, duration: 0 };
    const t = counting('requests_total', { ...calmSettings, rules: [{ ...many, severity: 'critical' }] });
    while (t.total() < 59_300) t.count(1);
    t.count(4, 1.5);
    const [opened, joined] = t.anomalies();
    expect(opened).toMatchObject({ anomaly_type: 'statistical', revision: 1 });
    expect(joined).toMatchObject({ anomaly_type: 'statistical', revision: 2 });
    expect(joined?.expected?.mid).toBeCloseTo(20, 0);
    expect(joined?.value).toBeGreaterThan(27);
    expect(joined?.contributions?.map(({ detector }) => detector)).toContain('rule many');
    expect(joined?.samples?.at(-1)?.[1]).toBe(joined?.value);
    expect(joined?.value).toBeLessThan(33);
  });

  test('that is no counter after all ends what was open, in its own words', () => {
    const t = counting('requests_total');
    t.count(100);
    t.count(1, 9);
    expect(t.anomalies()).toMatchObject([{ status: 'firing' }]);
    const from = t.second();
    for (let n = 1; n < 400; n += 1) t.push('requests_total', {}, [from + n * STEP, n % 2 === 0 ? 50 : 55]);
    const [ended, ...others] = t.anomalies();
    expect(ended).toMatchObject({ status: 'resolved' });
    expect(others).toEqual([]);
    t.push('requests_total', {}, [from + 400 * STEP, 500]);
    expect(t.anomalies()).toMatchObject([{ value: 500, started_at: iso(from + 400 * STEP) }]);
  });
});

/** Judges values 15 seconds apart from the first on, and returns the scores; `opened` counts the anomalies. */
function judged(metric: string, values: readonly number[]) {
  const ensemble = createEnsemble(configSchema.parse({}).anomaly_detection.detectors, []);
  let series = unjudgedSeries();
  let opened = 0;
  const scores = values.map((value, i) => {
    const sample = { metric, value, at: 1000 * STEP * i };
    const before = series.statistical.active;
    const { score } = judgeSample(series, ensemble, sample, 2);
    if (series.statistical.active && !before) opened += 1;
    learnSample(series, ensemble, sample);
    if (i % 500 === 0) series = JSON.parse(JSON.stringify(series)) as typeof series;
    return score;
  });
  return { opened, scores };
}

const DAY = 86_400 / STEP;
const restarting = (samples: number, restart: number) => {
  let total = 0;
  return Array.from({ length: samples }, (_, i) => {
    total = (i % restart === 0 ? 0 : total) + events(i);
    return total;
  });
};

test('what is not called a counter is one after two days, and its restarts are no events from then on', () => {
  const values = restarting(6 * DAY, 2.5 * DAY);
  const { scores } = judged('requests', values);
  expect(Math.max(...scores.slice(2.4 * DAY))).toBeLessThan(2);
  const alarmed = judged('requests', [...values, ...values.slice(-3).map((value) => value + 9_000)]);
  expect(Math.max(...alarmed.scores.slice(-3))).toBeGreaterThan(2);
});

test('a gauge is judged by its value, as if there were no counters', () => {
  const ensemble = createEnsemble(configSchema.parse({}).anomaly_detection.detectors, []);
  const value = fc.oneof(fc.integer({ min: 30, max: 60 }), fc.double({ min: -1e6, max: 1e6, noNaN: true }));
  fc.assert(
    fc.property(fc.array(value, { minLength: 60, maxLength: 150 }), (values) => {
      const states = {};
      const plain = values.map((one, i) => {
        const { score } = ensemble.score(states, 'any', one, 1000 * STEP * i);
        ensemble.learn(states, 'any', one, 1000 * STEP * i);
        return score;
      });
      expect(judged('any', values).scores).toEqual(plain);
    }),
    { numRuns: 30 },
  );
});

test('what turns out to be no counter is judged as one of which nothing is known: no strength of its rate is usual', () => {
  const ensemble = createEnsemble(configSchema.parse({}).anomaly_detection.detectors, []);
  const series = unjudgedSeries();
  let at = 0;
  const step = (value: number) => {
    at += 1000 * STEP;
    const sample = { metric: 'made_up_total', value, at };
    judgeSample(series, ensemble, sample, 2);
    learnSample(series, ensemble, sample);
  };
  let total = 0;
  for (let i = 0; i < 400; i += 1) {
    if (i < 399) expect(series.habit).toBeUndefined();
    total += i === 399 ? 9_000 : 300;
    step(total);
  }
  expect(series.habit).toHaveLength(26);
  expect(series.peak).toBeGreaterThan(1);
  for (let i = 0; i < 2_000 && series.growth !== 'gauge'; i += 1) step(100 + 5 * (i % 2));
  expect(series.growth).toBe('gauge');
  expect(series).toMatchObject({ peak: 0 });
  expect(series.habit).toBeUndefined();
});
