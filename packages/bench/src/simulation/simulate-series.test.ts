import { describe, expect, test } from 'vitest';
import type { SeriesJudge } from './series-judge.ts';
import { simulateSeries } from './simulate-series.ts';
import { SAMPLES_PER_DAY, type SimulatedSeries } from './simulated-series.ts';

const SAMPLES = 4 * SAMPLES_PER_DAY;
const HALF = SAMPLES / 2;

/** Zeros, and whatever else is said; a sigma of 1. */
function seriesWith(
  values: Readonly<Record<number, number>>,
  steps: readonly number[] = [],
): SimulatedSeries {
  const all = new Float64Array(SAMPLES);
  for (const [index, value] of Object.entries(values)) all[Number(index)] = value;
  return { values: all, middle: new Float64Array(SAMPLES), sigma: 1, counts: false, restless: true, steps };
}

/** Says that an anomaly is open while values are above a limit, `late` samples later. */
function limitJudge(limit: number, late = 0, past: readonly number[] = []): SeriesJudge {
  const values = [...past];
  const open = () => (values.at(-1 - late) ?? 0) > limit;
  return {
    step(_at, value) {
      values.push(value);
      return open();
    },
    isCalm: () => !open(),
    copy: () => limitJudge(limit, late, values.slice(-1 - late)),
  };
}

const delays = (series: SimulatedSeries, judge: SeriesJudge, offset = 0) =>
  Object.fromEntries(simulateSeries(series, judge, offset).faults.map(({ fault, delay }) => [fault, delay]));

describe('a simulated series', () => {
  test('every anomaly that opens is a false one', () => {
    const series = seriesWith({ 5: 9, 6: 9, 100: 9, [SAMPLES - 1]: 9 });
    expect(simulateSeries(series, limitJudge(8), 0).falseAnomalies).toBe(3);
  });

  test('the first anomaly within ten minutes of a step reports it, a second one and a later one do not', () => {
    const step = { 100: 9, 105: 9, 500: 9, 1021: 9 };
    expect(simulateSeries(seriesWith(step, [100, 500, 1_000]), limitJudge(8), 0).falseAnomalies).toBe(2);
  });

  test('a fault is found when an anomaly opens from its first sample to ten minutes after its last', () => {
    expect(delays(seriesWith({}), limitJudge(5))).toMatchObject({
      spike: 0,
      'spike-3': 0,
      shift: null,
      leak: 600,
    });
    expect(delays(seriesWith({}), limitJudge(3, 20))).toMatchObject({ spike: 20, 'spike-3': 20, shift: 20 });
    expect(delays(seriesWith({}), limitJudge(3, 21))).toMatchObject({ spike: null, 'spike-3': 21 });
  });

  test('an anomaly that opens without the fault as well is not put down to it', () => {
    const chance = { [HALF]: 9, [HALF + 30]: 5 };
    expect(delays(seriesWith(chance), limitJudge(8))).toMatchObject({ spike: null, shift: 30 });
  });

  test('an anomaly that opens without the fault as well, and stays longer with it, is none of the fault either', () => {
    expect(delays(seriesWith({ [HALF]: 9 }), limitJudge(3))).toMatchObject({ shift: null });
  });

  test('what comes after a fault has no say in it', () => {
    const ending = seriesWith({});
    ending.values.fill(9, SAMPLES - 30);
    expect(delays(ending, limitJudge(5, 20))).toMatchObject({ spike: 20 });
  });

  test('a fault begins when the judge is calm, at half of the time or after it', () => {
    const busy = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [HALF - 10 + i, 9]));
    // Open without a fault from ten samples before to forty after half of the time.
    expect(delays(seriesWith(busy), limitJudge(7))).toMatchObject({ spike: 0 });
  });

  test('where the judge never is calm nothing is found', () => {
    const always = seriesWith({});
    always.values.fill(9);
    expect(delays(always, limitJudge(7))).toMatchObject({ spike: null, leak: null });
  });

  test('where the judge is calm too late for the longest fault nothing is found either', () => {
    const late = seriesWith({});
    late.values.fill(9, HALF - 10, SAMPLES - 700);
    expect(delays(late, limitJudge(7))).toMatchObject({ spike: null, leak: null });
    late.values.fill(0, SAMPLES - 750);
    expect(delays(late, limitJudge(7))).toMatchObject({ spike: 0 });
  });

  test('counts stay whole numbers from 0 on', () => {
    const seen: number[] = [];
    const watching = (): SeriesJudge => ({
      step: (_at, value) => seen.push(value) < 0,
      isCalm: () => true,
      copy: watching,
    });
    const series = {
      ...seriesWith({ [HALF]: 1 }),
      middle: new Float64Array(SAMPLES).fill(0.7),
      counts: true,
      sigma: 0.84,
    };
    simulateSeries(series, watching(), 0);
    expect(seen.every((value) => Number.isInteger(value) && value >= 0)).toBe(true);
    expect(Math.max(...seen)).toBe(8);
  });
});
