import type { Moment } from '../replay/prediction.ts';
import type { CauseQuality } from './cause-quality.ts';
import { printable } from './printable.ts';
import { textTable } from './text-table.ts';

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
  'ECE',
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
  return textTable([HEADER, ...qualities.map(cellsOf)]);
}

function cellsOf(quality: MomentQuality): string[] {
  const { dataset, at, cases, missing, ac1, ac1Bounds, ac3, ac5, avg5, mrr, reliability, ms } = quality;
  return [
    printable(dataset),
    at,
    String(cases),
    String(missing),
    ac1.toFixed(3),
    `${ac1Bounds[0].toFixed(2)}–${ac1Bounds[1].toFixed(2)}`,
    ...[ac3, ac5, avg5, mrr, reliability.error].map((share) => share.toFixed(3)),
    ms?.p50.toFixed(1) ?? '–',
    ms?.p99.toFixed(1) ?? '–',
    quality.secondsPerCase.toFixed(2),
  ];
}
