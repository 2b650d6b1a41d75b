import type { Labels } from '@aiops/contracts';

/** A series as anomalies name it. */
export interface WatchedSeries {
  readonly entityId: string;
  readonly metric: string;
  readonly labels: Labels;
}

/** What the series looked like when the anomaly was told. */
export interface Baseline {
  readonly series: WatchedSeries;
  /** The value that made the anomaly. */
  readonly value?: number;
  /** The band in which it was expected. */
  readonly band?: { readonly lower: number; readonly upper: number };
  /** Where the rule that fired sees it as broken. */
  readonly threshold?: number;
}

/** From where a series is read to see what a run did; plain JSON, so that it goes on after a restart. */
export interface Watch {
  readonly baseline: Baseline;
  readonly partition: number;
  /** First offset after the run began. */
  readonly from: number;
  /** Its newest values before the run, in time order. */
  readonly before: readonly number[];
}
