import type { Config } from '@aiops/config';
import { type AnomalousSpan, growSpans } from './anomalous-span.ts';
import type { DataTable } from './data-table.ts';
import { entityScorer } from './entity-scorer.ts';
import { recordRow, type SeriesRecord, seriesRecords } from './series-record.ts';

/** How often progress is told, in rows. */
const TELL_EVERY = 256;

/** What the detection made of one file. */
export interface FileRun {
  /** One for each row, from before it was learned. */
  readonly scores: Float64Array;
  readonly anomalies: readonly AnomalousSpan[];
  /** For a picture; empty unless asked for. */
  readonly records: readonly SeriesRecord[];
}

/** Scores one file from its first row to its last, with nothing known before. */
export function backtestFile(
  table: DataTable,
  config: Config['anomaly_detection'],
  record: boolean,
  onRow: (row: number) => void,
): FileRun {
  const { metrics, ats, rows } = table;
  const scorer = entityScorer(metrics, config, record);
  const scores = new Float64Array(rows.length);
  const anomalies: AnomalousSpan[] = [];
  const records = record ? seriesRecords(metrics, rows.length) : [];
  for (const [row, values] of rows.entries()) {
    const verdict = scorer.score(ats[row] as number, values);
    scores[row] = verdict.score;
    growSpans(anomalies, row, verdict);
    recordRow(records, row, values, verdict);
    if (row % TELL_EVERY === 0) onRow(row);
  }
  return { scores, anomalies, records };
}
