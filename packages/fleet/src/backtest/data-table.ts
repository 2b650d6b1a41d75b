import { parseNumber, parseTimestamp } from '@aiops/contracts';
import { csvRows } from './csv.ts';
import { InvalidData } from './invalid-data.ts';

/** As in the service: no instrument shows more, and its square would not be a number any more. */
const MAX_VALUE = 1e150;

/** One file of measurements: the metrics of one entity, one row for each instant. */
export interface DataTable {
  readonly metrics: readonly string[];
  /** The stamps as they stood in the file. */
  readonly stamps: readonly string[];
  /** The same in epoch ms, never descending. */
  readonly ats: readonly number[];
  /** Row by row, one value for each metric; NaN where the sample is missing. */
  readonly rows: readonly (readonly number[])[];
}

/**
 * Reads CSV with the header `timestamp,<metric>…`. Stamps are epoch seconds or milliseconds or ISO 8601, without a zone
 * in UTC; an empty cell and NaN are missing samples. Throws {@link InvalidData} naming `file:line`. Two rows may share
 * a stamp, as clocks that are set back write them; a row that is older than the one before it is refused.
 */
export function parseDataTable(file: string, text: string): DataTable {
  const lines = csvRows(text, file);
  const metrics = metricsOf(file, lines.next().value?.fields ?? []);
  const stamps: string[] = [];
  const ats: number[] = [];
  const rows: number[][] = [];
  for (const { line, fields } of lines) {
    const where = `${file}:${line}`;
    const [stamp = '', ...cells] = fields;
    if (cells.length !== metrics.length) {
      throw new InvalidData(`${where}: ${cells.length + 1} cells where the header has ${metrics.length + 1}`);
    }
    const at = timeOf(where, stamp);
    const previous = ats.at(-1);
    if (previous !== undefined && at < previous) {
      throw new InvalidData(`${where}: ${stamp} is older than the row before it; sort the rows by time`);
    }
    stamps.push(stamp);
    ats.push(at);
    rows.push(cells.map((cell, k) => measurementOf(where, metrics[k] ?? '', cell)));
  }
  return { metrics, stamps, ats, rows };
}

function metricsOf(file: string, header: readonly string[]): string[] {
  const [first = '', ...metrics] = header.map((cell) => cell.trim());
  if (first !== 'timestamp' || metrics.length === 0) {
    throw new InvalidData(
      `${file}:1: expected the header timestamp,<metric>…, received "${header.join().slice(0, 80)}"`,
    );
  }
  const bad = metrics.find((metric, i) => metric === '' || metrics.indexOf(metric) !== i);
  if (bad === '') throw new InvalidData(`${file}:1: a metric has no name`);
  if (bad !== undefined) throw new InvalidData(`${file}:1: two metrics are called "${bad}"`);
  return metrics;
}

function timeOf(where: string, stamp: string): number {
  const at = parseTimestamp(stamp);
  if (at !== undefined) return at;
  throw new InvalidData(
    `${where}: expected a time (epoch seconds or milliseconds, or ISO 8601), received "${stamp.slice(0, 80)}"`,
  );
}

function measurementOf(where: string, metric: string, cell: string): number {
  const text = cell.trim();
  if (text === '' || text.toLowerCase() === 'nan') return Number.NaN;
  const value = parseNumber(text);
  if (value !== undefined && Math.abs(value) <= MAX_VALUE) return value;
  throw new InvalidData(`${where}: ${metric}: expected a number, received "${text.slice(0, 80)}"`);
}
