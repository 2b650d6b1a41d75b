import type { RowVerdict } from './entity-scorer.ts';

/** Rows, both inclusive, through which one or more series of an entity were anomalous. */
export interface AnomalousSpan {
  from: number;
  to: number;
  /** The row with the highest score of a metric, that score, and the metric. */
  peakRow: number;
  peak: number;
  metric: number;
}

/**
 * Adds a row to the spans of its file. An anomaly is known one row after its first, when two in a row were needed; its
 * peak is looked for from there on.
 */
export function growSpans(spans: AnomalousSpan[], row: number, verdict: RowVerdict): void {
  const { anomalyFrom, series } = verdict;
  if (anomalyFrom === -1) return;
  let span = spans.at(-1);
  if (span === undefined || anomalyFrom > span.to + 1) {
    span = { from: anomalyFrom, to: row, peakRow: row, peak: -1, metric: 0 };
    spans.push(span);
  }
  span.from = Math.min(span.from, anomalyFrom);
  span.to = row;
  for (const [metric, { score }] of series.entries()) {
    if (score > span.peak) Object.assign(span, { peakRow: row, peak: score, metric });
  }
}
