import { scoreSeries } from '@aiops/contracts';
import type { SeriesSample } from '@aiops/runtime';
import type { ScoreTap } from './score-tap.ts';

export interface ScoreSeriesOptions {
  /** Most series written at a time. */
  readonly limit: number;
  /** How long a series is written after it was anomalous, in ms of event time. */
  readonly linger: number;
  /** Metrics whose series are always written. */
  readonly metrics: readonly string[];
  readonly write: (sample: SeriesSample) => void;
}

/**
 * Scores as series: `aiops_anomaly_score` (above 1 is anomalous), the value `aiops_y`, and the band around the expected
 * value `aiops_yhat`, in the unit of the metric or, of a counter, per second. They carry the labels of the source, its metric in `for` and its
 * entity. A series is written from the sample on with which it becomes anomalous, or always where a setting names its metric.
 */
export function createScoreSeries({ limit, linger, metrics, write }: ScoreSeriesOptions): ScoreTap {
  const always = new Set(metrics);
  /** Until when (event time) each series is written. */
  const until = new Map<string, number>();
  const isWanted = (series: string, metric: string, isAnomalous: boolean, at: number) =>
    isAnomalous || always.has(metric) || (until.get(series) ?? Number.NEGATIVE_INFINITY) >= at;
  /** Before this event time no series makes room, so that looking for one is not done for each sample. */
  let roomAt = Number.NEGATIVE_INFINITY;
  const makeRoom = (at: number) => {
    if (until.size < limit || at <= roomAt) return;
    roomAt = Number.POSITIVE_INFINITY;
    // All of them: event time is not the same everywhere, and one that is far ahead must not keep the others.
    for (const [series, end] of until) {
      if (end < at) until.delete(series);
      else roomAt = Math.min(roomAt, end);
    }
  };
  return {
    wants({ series, metric }, isAnomalous, at) {
      if (!isWanted(series, metric, isAnomalous, at)) return false;
      if (!until.has(series)) makeRoom(at);
      if (!until.has(series) && until.size >= limit) return false;
      if (!isAnomalous && !always.has(metric)) return true;
      until.set(series, at + linger);
      roomAt = Math.min(roomAt, at + linger);
      return true;
    },
    take({ subject, at, value, score, expected }) {
      const labels = { ...subject.labels, for: subject.metric, entity: subject.entity.name };
      const put = (name: string, value: number) => write({ name, labels, at, value });
      put(scoreSeries.score, score);
      put(scoreSeries.value, value);
      if (expected === undefined) return;
      put(scoreSeries.mid, expected.mid);
      put(scoreSeries.lower, expected.lower);
      put(scoreSeries.upper, expected.upper);
    },
  };
}
