import type { Fault } from './fault.ts';
import { faults } from './faults.ts';
import type { SeriesJudge } from './series-judge.ts';
import { SAMPLE_SECONDS, SAMPLES_PER_DAY, type SimulatedSeries } from './simulated-series.ts';

/** Samples after a fault, or a step, within which an anomaly is still put down to it: 10 minutes. */
const GRACE = 600 / SAMPLE_SECONDS;
/** A Monday. */
const START = Date.UTC(2026, 0, 5);

/** What became of a fault. */
export interface FaultOutcome {
  readonly fault: string;
  /** Samples from its first one to the one that opened an anomaly, null when none did. */
  readonly delay: number | null;
}

/** What the judge made of a series. */
export interface SeriesOutcome {
  /** Anomalies that opened while nothing was wrong. */
  readonly falseAnomalies: number;
  readonly faults: readonly FaultOutcome[];
}

interface Fork {
  readonly from: number;
  readonly judge: SeriesJudge;
}

/**
 * Runs a series from its first sample to its last, and each fault that suits it in a copy. The copies leave the series
 * at one sample after half of its time (`offset`, 0 to 1, tells how many parts of a day after it), or at the first one
 * from there on at which the judge is calm. Up to that sample both are the same, and so is everything else that is not
 * the fault. So an anomaly is put down to the fault when it opens from the fault's first sample to 10 minutes after its
 * last one, at a sample at which none is open in the series without the fault.
 */
export function simulateSeries(series: SimulatedSeries, judge: SeriesJudge, offset: number): SeriesOutcome {
  const suiting = [...faults].filter(([, { suits }]) => suits(series));
  const { length } = series.values;
  const earliest = Math.floor(length / 2 + offset * SAMPLES_PER_DAY);
  const latest = length - GRACE - Math.max(...suiting.map(([, { samples }]) => samples));
  const open = new Uint8Array(length);
  const opened: number[] = [];
  let fork: Fork | undefined;
  for (let i = 0; i < length; i += 1) {
    if (fork === undefined && i >= earliest && i <= latest && judge.isCalm()) {
      fork = { from: i, judge: judge.copy() };
    }
    if (!judge.step(atOf(i), series.values[i] as number)) continue;
    open[i] = 1;
    if (open[i - 1] !== 1) opened.push(i);
  }
  return {
    falseAnomalies: opened.length - reportedSteps(series.steps, opened),
    faults: suiting.map(([name, fault]) => ({
      fault: name,
      delay: fork === undefined ? null : delayOf(fault, series, fork, open),
    })),
  };
}

function delayOf(
  fault: Fault,
  series: SimulatedSeries,
  { from, judge }: Fork,
  open: Uint8Array,
): number | null {
  const faulty = judge.copy();
  let before = false;
  for (let i = from; i < from + fault.samples + GRACE; i += 1) {
    const lasts = i < from + fault.samples;
    const now = faulty.step(
      atOf(i),
      lasts ? faultyValue(fault, series, from, i) : (series.values[i] as number),
    );
    if (now && !before && open[i] === 0) return i - from;
    before = now;
  }
  return null;
}

function faultyValue(fault: Fault, series: SimulatedSeries, from: number, index: number): number {
  const value = fault.valueAt(series, from, index);
  return series.counts ? Math.max(0, Math.round(value)) : value;
}

/** How many of the anomalies report a step: the first one that opens in time. A second one of the same step is false. */
function reportedSteps(steps: readonly number[], opened: readonly number[]): number {
  const reports = steps.map((step) => opened.find((at) => at >= step && at <= step + GRACE));
  return new Set(reports.filter((at) => at !== undefined)).size;
}

function atOf(index: number): number {
  return START + 1000 * SAMPLE_SECONDS * index;
}
