import { configSchema } from '@aiops/config';
import { emptyVerdict } from '@aiops/detectors';
import { expect, test } from 'vitest';
import { createEnsemble, type DetectorStates } from './ensemble.ts';
import { judgeSample, learnSample, unjudgedSeries } from './judged-series.ts';

const ensemble = createEnsemble(configSchema.parse({}).anomaly_detection.detectors, []);
/** Calm values around 20: fixed, so that no test depends on luck. */
const calmAt = (i: number) => 20 + Math.sin(i * 12.9898) * 1.5;

/** What the ensemble says of a value after 200 calm samples. */
function strengthOf(value: number): { readonly strength: number; readonly outside: number } {
  const states: DetectorStates = {};
  for (let i = 0; i < 200; i += 1) {
    ensemble.score(states, 'any', calmAt(i), 15_000 * i);
    ensemble.learn(states, 'any', calmAt(i), 15_000 * i);
  }
  const { strength, verdicts } = ensemble.score(states, 'any', value, 15_000 * 200);
  return { strength, outside: verdicts.filter(({ verdict }) => verdict.excess > 0).length };
}

test('inside all bands there is no strength; outside it grows with the distance, and each detector adds less than 1', () => {
  expect(strengthOf(calmAt(200))).toEqual({ strength: 0, outside: 0 });
  const near = strengthOf(26);
  const far = strengthOf(28);
  expect(near.strength).toBeGreaterThan(0);
  expect(far.strength).toBeGreaterThan(near.strength);
  expect(far.outside).toBeGreaterThan(1);
  expect(far.strength).toBeLessThan(far.outside);
});

test('a spike is news, the same one soon after is not, a greater one is again, and after some hundred samples it is forgotten', () => {
  const series = unjudgedSeries();
  let at = 0;
  const step = (value: number) => {
    at += 15_000;
    const sample = { metric: 'any', value, at };
    const { strength, news } = judgeSample(series, ensemble, sample, 2);
    learnSample(series, ensemble, sample);
    return { strength, news };
  };
  // What is unusual for a series of which little is known is forgotten by then.
  for (let i = 0; i < 3_000; i += 1) step(calmAt(i));
  const first = step(30);
  expect(first.news).toBe(first.strength);
  for (let i = 0; i < 4; i += 1) step(calmAt(i));
  expect(step(30).news).toBeLessThan(0.1 * first.strength);
  for (let i = 0; i < 20; i += 1) step(calmAt(i));
  expect(step(200).news).toBeGreaterThan(0.1 * first.strength);
  for (let i = 0; i < 2_000; i += 1) step(calmAt(i));
  expect(series.peak).toBe(0);
});

test('what comes every day at the same time is hardly news, and is news at another time', () => {
  const series = unjudgedSeries();
  const step = (value: number, at: number) => {
    const sample = { metric: 'any', value, at };
    const { strength, news } = judgeSample(series, ensemble, sample, 2);
    learnSample(series, ensemble, sample);
    return strength === 0 ? 0 : news / strength;
  };
  const MINUTE = 60_000;
  const DAY = 1_440;
  /** Share of a spike at this minute of each day that is news. */
  const spikes: number[] = [];
  for (let minute = 0; minute < 10 * DAY; minute += 1) {
    if (minute % DAY === 300) spikes.push(step(60, minute * MINUTE));
    else step(calmAt(minute), minute * MINUTE);
  }
  expect(spikes[0]).toBe(1);
  // Less than half of it is news: such a sample opens no anomaly by itself.
  expect(Math.max(...spikes.slice(1))).toBeLessThan(0.5);
  for (let minute = 10 * DAY; minute < 10 * DAY + 900; minute += 1)
    if (minute % DAY !== 300) step(calmAt(minute), minute * MINUTE);
  expect(step(60, (10 * DAY + 900) * MINUTE)).toBe(1);
});

test('how long a value stays the same adds nothing to the strength, which is about samples', () => {
  const states: DetectorStates = {};
  const score = (value: number, at: number) => {
    const { verdicts } = ensemble.score(states, 'any', value, at);
    const { excess, score } = verdicts.find(({ kind }) => kind === 'flat_line')?.verdict ?? emptyVerdict();
    ensemble.learn(states, 'any', value, at);
    return { excess, score };
  };
  for (let i = 0; i < 200; i += 1) score(calmAt(i), 15_000 * i);
  const stuck = Array.from({ length: 60 }, (_, i) => score(20, 15_000 * (200 + i)));
  expect(Math.max(...stuck.map((one) => one.score))).toBeGreaterThan(2);
  expect(Math.max(...stuck.map((one) => one.excess))).toBe(0);
});
