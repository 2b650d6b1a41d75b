import type { SourceQuality } from './source-quality.ts';

const HEADER = [
  'source',
  'files',
  'events',
  'NAB',
  'low FP',
  'low FN',
  'at',
  'nF1',
  'at',
  'recall',
  'precision',
  'false notifications',
];

/** The figures of the sources as a table for people, one line each. */
export function qualityTable(sources: readonly SourceQuality[]): string {
  const rows = [HEADER, ...sources.map(cellsOf)];
  const widths = HEADER.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => `${lineOf(row, widths)}\n`).join('');
}

/** The name to the left, figures to the right. */
function lineOf(row: readonly string[], widths: readonly number[]): string {
  return row
    .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
    .join('  ');
}

function cellsOf({ source, files, events, nab, nf1 }: SourceQuality): string[] {
  return [
    source,
    String(files),
    String(events),
    decimals(nab?.standard.score, 2),
    decimals(nab?.rewardLowFp.score, 2),
    decimals(nab?.rewardLowFn.score, 2),
    decimals(nab?.standard.threshold, 3),
    decimals(nf1?.nf1, 3),
    decimals(nf1?.threshold, 3),
    decimals(nf1?.recall, 3),
    decimals(nf1?.precision, 3),
    String(nf1?.falseNotifications ?? '–'),
  ];
}

function decimals(value: number | undefined, digits: number): string {
  return value === undefined || !Number.isFinite(value) ? '–' : value.toFixed(digits);
}
