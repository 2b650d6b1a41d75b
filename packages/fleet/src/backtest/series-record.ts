import type { RowVerdict } from './entity-scorer.ts';

/** What a picture shows of one metric: its values and the expected band row by row, NaN where there is none. */
export interface SeriesRecord {
  readonly metric: string;
  readonly values: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** Its highest score. */
  peak: number;
}

/** Empty records of a file with `rows` rows. */
export function seriesRecords(metrics: readonly string[], rows: number): SeriesRecord[] {
  const empty = () => new Float64Array(rows).fill(Number.NaN);
  return metrics.map((metric) => ({ metric, values: empty(), lower: empty(), upper: empty(), peak: 0 }));
}

/** Keeps a row and what was said about it. */
export function recordRow(
  records: readonly SeriesRecord[],
  row: number,
  values: readonly number[],
  { series }: RowVerdict,
): void {
  for (const [i, record] of records.entries()) {
    const verdict = series[i];
    record.values[row] = values[i] ?? Number.NaN;
    record.lower[row] = verdict?.lower ?? Number.NaN;
    record.upper[row] = verdict?.upper ?? Number.NaN;
    record.peak = Math.max(record.peak, verdict?.score ?? 0);
  }
}
