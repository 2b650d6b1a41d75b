import { type DailyHabit, habitualStrength, learnHabit } from './daily-habit.ts';
import type { DetectorStates, Ensemble } from './ensemble.ts';
import { news, nextPeak } from './habituation.ts';
import { type GrowingSeries, isCounter, measureSample } from './sample-measure.ts';
import { idleStatistical, type StatisticalState, stepStatistical } from './statistical.ts';

/** What the detectors know of a series, and what they think of it. Plain JSON. */
export interface JudgedSeries extends GrowingSeries {
  detectors: DetectorStates;
  /** Greatest strength of late, see `habituation.ts`. */
  peak: number;
  /** How strong it gets at which hour of the day, once it was strong at all. */
  habit?: DailyHabit;
  readonly statistical: StatisticalState;
}

export function unjudgedSeries(): JudgedSeries {
  return { detectors: {}, peak: 0, statistical: idleStatistical() };
}

/** What was found in one sample. Reused: the next one overwrites it. */
export interface Judgement {
  /** Highest score of a detector. */
  score: number;
  /** How far outside their bands the detectors see it, see {@link Ensemble}; and how much more than of late. */
  strength: number;
  news: number;
  /** Time at which the anomalous span ended, when this sample proves it. */
  ended: number | undefined;
  /** What was judged: the value, or the rate per second of a counter. NaN when nothing could be, see {@link measureSample}. */
  measure: number;
}

/** Share of the strength of a single sample that must be news for it to open an anomaly. */
const NEWS_SHARE = 0.5;

const judgement: Judgement = { score: 0, strength: 0, news: 0, ended: undefined, measure: Number.NaN };

/** A value of a metric at a time (epoch ms). */
export interface JudgedSample {
  readonly metric: string;
  readonly value: number;
  readonly at: number;
}

/**
 * Scores a sample and steps the anomalous span of the series; {@link learnSample} follows. Begin and end of a span are told in
 * the unit of `stamp`, the time unless given.
 */
export function judgeSample(
  series: JudgedSeries,
  ensemble: Ensemble,
  { metric, value, at }: JudgedSample,
  threshold: number,
  stamp = at,
): Judgement {
  const counted = isCounter(series);
  const measure = measureSample(series, metric, value, at);
  judgement.measure = measure;
  if (Number.isNaN(measure)) {
    judgement.score = 0;
    judgement.strength = 0;
    judgement.news = 0;
    judgement.ended = isCounter(series) === counted ? undefined : startOver(series, stamp);
    return judgement;
  }
  const { score, strength } = ensemble.score(series.detectors, metric, measure, at);
  judgement.score = score;
  judgement.strength = strength;
  const usual = strength === 0 || series.habit === undefined ? 0 : habitualStrength(series.habit, at);
  judgement.news = news(strength, series.peak, usual);
  const isNews = judgement.news >= NEWS_SHARE * strength;
  judgement.ended = stepStatistical(series.statistical, score, isNews, stamp, threshold);
  return judgement;
}

/** Learns the sample that was judged last as a part of what is usual. */
export function learnSample(series: JudgedSeries, ensemble: Ensemble, { metric, at }: JudgedSample): void {
  const { measure } = judgement;
  if (Number.isNaN(measure)) return;
  const { strength } = judgement;
  series.peak = nextPeak(strength, series.peak);
  const habit = learnHabit(series.habit, strength, at);
  if (habit !== undefined) series.habit = habit;
  ensemble.learn(series.detectors, metric, measure, at);
}

/** Something else is judged from here on: what is known of the values says nothing of rates. Returns the end of an open span. */
function startOver(series: JudgedSeries, stamp: number): number | undefined {
  const { active } = series.statistical;
  series.detectors = {};
  series.peak = 0;
  delete series.habit;
  Object.assign(series.statistical, idleStatistical());
  return active ? stamp : undefined;
}
