import { newRange, type RuleSpans, rateBetween, type UsualRange } from '@aiops/detectors';
import type { ToldDeviation } from '../deviations/told-deviation.ts';
import type { OpenAnomaly } from '../lifecycle.ts';
import type { Subject } from '../subject.ts';
import { type JudgedSeries, unjudgedSeries } from './judged-series.ts';
import { addStamp, allStamps, dropStamp, emptyStamps, type Stamps } from './stamps.ts';

/** What the keys of series begin with in the state of a task. */
export const SERIES_PREFIX = 'metrics/';
/** Samples that a series remembers: to know a duplicate, to draw an anomaly, to tell its usual interval. */
export const REMEMBERED = 60;

/** All that is known about one series. Plain JSON, mutated in place. */
export interface SeriesState extends JudgedSeries {
  readonly subject: Subject;
  /** Stamps and values of the last samples, oldest first. */
  readonly stamps: Stamps;
  readonly values: number[];
  /** True while the samples that arrive are late ones, or ones from the future: such a run is told once. */
  late: boolean;
  future: boolean;
  /** Usual distance between two samples in ms, 0 while it is not known. */
  usual: number;
  /** Event time at which the series is stale unless a sample comes; 0 when it is not judged. */
  due: number;
  /** Event time at which the series is forgotten unless a sample comes. */
  idleAt: number;
  /** Times that it was let off since its last sample, because the watermark leapt. */
  skips: number;
  silent: boolean;
  readonly rules: RuleSpans;
  /** Keys of the groups of which a rule was broken at its last sample; how a group is found when its rules are gone. */
  groups?: string[];
  /** Where it lay before the period that is looked at, and what was told of it that lay above and below. */
  readonly range: UsualRange;
  told?: { up?: ToldDeviation; down?: ToldDeviation };
  /** Place of its numbers in the rows of its entity, once it has one. */
  place?: number;
  /** Latest end of a cause of the open anomaly, which may have several. */
  lastEnd: number;
  open: OpenAnomaly | null;
}

export function emptySeries(subject: Subject): SeriesState {
  return {
    subject,
    stamps: emptyStamps(),
    values: [],
    late: false,
    future: false,
    usual: 0,
    due: 0,
    idleAt: 0,
    skips: 0,
    silent: false,
    ...unjudgedSeries(),
    rules: {},
    range: newRange(),
    lastEnd: 0,
    open: null,
  };
}

/** A sample came at `at`: whatever lasted for want of one is over. */
export function endSilence(series: SeriesState, at: number): void {
  if (series.silent) series.lastEnd = Math.max(series.lastEnd, at);
  series.silent = false;
}

/** Adds a sample that is newer than all others, which ends a run of those that are left out. */
export function remember(series: SeriesState, at: number, value: number): void {
  const { stamps, values } = series;
  if (values.length >= REMEMBERED) {
    dropStamp(stamps);
    values.shift();
  }
  addStamp(stamps, at, values.length === 0);
  values.push(value);
  series.late = false;
  series.future = false;
}

/** Stamp of the newest sample (epoch ms), undefined before the first. */
export function newestOf({ stamps, values }: SeriesState): number | undefined {
  return values.length === 0 ? undefined : stamps.newest;
}

/** Stamps of the remembered samples (epoch ms, ascending), one for each of `values`. */
export function stampsOf({ stamps, values }: SeriesState): number[] {
  return values.length === 0 ? [] : allStamps(stamps);
}

/** True when exactly this sample is among the remembered ones. */
export function isRemembered(series: SeriesState, at: number, value: number): boolean {
  const i = stampsOf(series).indexOf(at);
  return i >= 0 && series.values[i] === value;
}

/** The rates per second of a counter between the remembered samples; a reset has none. */
export function ratesOf(series: SeriesState): [number, number][] {
  const { values } = series;
  const ats = stampsOf(series);
  const rates: [number, number][] = [];
  for (let i = 1; i < ats.length; i += 1) {
    const at = ats[i] as number;
    const rate = rateBetween(ats[i - 1] as number, values[i - 1] as number, at, values[i] as number);
    if (!Number.isNaN(rate)) rates.push([at / 1000, rate]);
  }
  return rates;
}

/** The remembered samples as anomalies carry them: [epoch seconds, value]. */
export function samplesOf(series: SeriesState): [number, number][] {
  return stampsOf(series).map((at, i) => [at / 1000, series.values[i] as number]);
}
