import type { RowVerdict } from './entity-scorer.ts';

/** Rows, both inclusive, through which one or more series of an entity were anomalous. */
export interface AnomalousSpan {
  from: number;
  to: number;
  /** The row with the highest score, that score, and the metric that had the highest share in it. */
  peakRow: number;
  peak: number;
  metric: number;
}

/**
 * Adds a row to the spans of its file. An anomaly is known one row after its first, when two in a row were needed; its
 * peak is looked for from there on.
 */
export function growSpans(spans: AnomalousSpan[], row: number, verdict: RowVerdict): void {
  const { anomalyFrom, score, series } = verdict;
  if (anomalyFrom === -1) return;
  let span = spans.at(-1);
  if (span === undefined || anomalyFrom > span.to + 1) {
    span = { from: anomalyFrom, to: row, peakRow: row, peak: -1, metric: 0 };
    spans.push(span);
  }
  span.from = Math.min(span.from, anomalyFrom);
  span.to = row;
  if (score <= span.peak) return;
  span.peak = score;
  span.peakRow = row;
  span.metric = series.reduce((best, { score }, i) => (score > (series[best]?.score ?? 0) ? i : best), 0);
}
