import type { DetectorStates, Ensemble } from './ensemble.ts';
import { news, nextPeak } from './habituation.ts';
import { idleStatistical, type StatisticalState, stepStatistical } from './statistical.ts';

/** What the detectors know of a series, and what they think of it. Plain JSON. */
export interface JudgedSeries {
  readonly detectors: DetectorStates;
  /** Greatest strength of late, see `habituation.ts`. */
  peak: number;
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
}

/** Share of the strength of a single sample that must be news for it to open an anomaly. */
const NEWS_SHARE = 0.5;

const judgement: Judgement = { score: 0, strength: 0, news: 0, ended: undefined };

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
  const { score, strength } = ensemble.score(series.detectors, metric, value, at);
  judgement.score = score;
  judgement.strength = strength;
  judgement.news = news(strength, series.peak);
  const isNews = judgement.news >= NEWS_SHARE * strength;
  judgement.ended = stepStatistical(series.statistical, score, isNews, stamp, threshold);
  return judgement;
}

/** Learns the sample that was judged last as a part of what is usual. */
export function learnSample(
  series: JudgedSeries,
  ensemble: Ensemble,
  { metric, value, at }: JudgedSample,
): void {
  series.peak = nextPeak(judgement.strength, series.peak);
  ensemble.learn(series.detectors, metric, value, at);
}
