import { formatTimestamp, parseTimestamp } from '@aiops/contracts';
import { InvalidData } from './invalid-data.ts';
import type { FileLabels } from './labels.ts';

/** The rows of one labelled anomaly, both inclusive. */
export interface RowWindow {
  readonly from: number;
  readonly to: number;
}

/** The labels of a file as row numbers. */
export interface LabelledRows {
  readonly scoreFromRow: number;
  /** Ascending, without overlaps. */
  readonly windows: readonly RowWindow[];
}

/** Finds the labelled rows among those of the file, whose times are `ats`. Throws {@link InvalidData} where they do not fit. */
export function labelledRows(file: string, labels: FileLabels, ats: readonly number[]): LabelledRows {
  const fail = (what: string): never => {
    throw new InvalidData(`labels.json: ${file}: ${what}`);
  };
  const { rows = ats.length, scoreFromRow, windowRows, windows = [] } = labels;
  if (rows !== ats.length) fail(`${rows} rows are expected, the file has ${ats.length}`);
  if (scoreFromRow > ats.length)
    fail(`scoreFromRow ${scoreFromRow} lies behind the last of ${ats.length} rows`);
  const found =
    windowRows?.map(([from, to]) => ({ from, to })) ??
    windows.map(([from, to], i) => {
      const window = rowsBetween(ats, parseTimestamp(from), parseTimestamp(to));
      return window ?? fail(`windows[${i}]: no row lies between ${stamp(from)} and ${stamp(to)}`);
    });
  const name = windowRows === undefined ? 'windows' : 'windowRows';
  let end = -1;
  for (const [i, { from, to }] of found.entries()) {
    if (to < from || to >= ats.length) fail(`${name}[${i}]: rows ${from} to ${to} of ${ats.length}`);
    if (from <= end) fail(`${name}[${i}] begins before the one before it has ended; sort and join them`);
    end = to;
  }
  return { scoreFromRow, windows: found };
}

/** First and last row within two instants in epoch ms; undefined when there is none. */
function rowsBetween(ats: readonly number[], from = 0, to = 0): RowWindow | undefined {
  const first = ats.findIndex((at) => at >= from);
  const last = ats.findLastIndex((at) => at <= to);
  return first === -1 || last < first ? undefined : { from: first, to: last };
}

function stamp(text: string | number): string {
  const at = parseTimestamp(text);
  return at === undefined ? String(text) : formatTimestamp(at);
}
