import type { Moment } from '../replay/prediction.ts';
import type { CauseQuality } from './cause-quality.ts';
import { printable } from './printable.ts';

const HEADER = [
  'data set',
  'at',
  'cases',
  'missing',
  'AC@1',
  '95 %',
  'AC@3',
  'AC@5',
  'Avg@5',
  'MRR',
  'ms p50',
  'p99',
  's/case',
];

/** How good the causes of a data set were at one moment, and what a case of it took. */
export interface MomentQuality extends CauseQuality {
  readonly at: Moment;
  readonly secondsPerCase: number;
}

/** The figures of the data sets as a table for people, one line for each moment. */
export function causeTable(qualities: readonly MomentQuality[]): string {
  const rows = [HEADER, ...qualities.map(cellsOf)];
  const widths = HEADER.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lineOf = (row: readonly string[]) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ');
  return rows.map((row) => `${lineOf(row)}\n`).join('');
}

function cellsOf(quality: MomentQuality): string[] {
  const { dataset, at, cases, missing, ac1, ac1Bounds, ac3, ac5, avg5, mrr, ms } = quality;
  return [
    printable(dataset),
    at,
    String(cases),
    String(missing),
    ac1.toFixed(3),
    `${ac1Bounds[0].toFixed(2)}–${ac1Bounds[1].toFixed(2)}`,
    ...[ac3, ac5, avg5, mrr].map((share) => share.toFixed(3)),
    ms?.p50.toFixed(1) ?? '–',
    ms?.p99.toFixed(1) ?? '–',
    quality.secondsPerCase.toFixed(2),
  ];
}
