import { formatTimestamp } from '@aiops/contracts';
import type { AnomalousSpan } from './anomalous-span.ts';
import type { DataTable } from './data-table.ts';

/** Anomalies that are told one by one. */
const STRONGEST = 5;

/** What is told about one anomaly. */
interface ReportedAnomaly {
  readonly from: string;
  readonly to: string;
  readonly score: number;
  /** Where the score was highest: the metric with the largest part in it. */
  readonly metric: string;
  readonly peak_at: string;
  readonly value: number | null;
}

/** What is told about one file; the names are those of `--json`. */
export interface FileReport {
  readonly file: string;
  readonly labelled: boolean;
  readonly rows: number;
  readonly metrics: number;
  readonly anomalies: number;
  /** The highest scores first. */
  readonly strongest: readonly ReportedAnomaly[];
}

/** Sums up the anomalies of one file. */
export function fileReport(
  file: string,
  labelled: boolean,
  { metrics, ats, rows }: DataTable,
  anomalies: readonly AnomalousSpan[],
): FileReport {
  const timeOf = (row: number) => formatTimestamp(ats[row] ?? 0);
  const strongest = [...anomalies]
    .sort((a, b) => b.peak - a.peak)
    .slice(0, STRONGEST)
    .map(({ from, to, peak, peakRow, metric }) => {
      const value = rows[peakRow]?.[metric] ?? Number.NaN;
      return {
        from: timeOf(from),
        to: timeOf(to),
        score: peak,
        metric: metrics[metric] ?? '',
        peak_at: timeOf(peakRow),
        value: Number.isNaN(value) ? null : value,
      };
    });
  return {
    file,
    labelled,
    rows: rows.length,
    metrics: metrics.length,
    anomalies: anomalies.length,
    strongest,
  };
}
