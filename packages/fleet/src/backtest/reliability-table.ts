import type { Reliability } from './reliability.ts';
import { textTable } from './text-table.ts';

const HEADER = ['confidence', 'cases', 'stated', 'right'];

/** Reliability as a table for people, one line for each tenth, and the error below it. */
export function reliabilityTable({ bins, error }: Reliability): string {
  const rows = bins.map(({ from, to, cases, stated, right }) => [
    `${from.toFixed(1)}–${to.toFixed(1)}`,
    String(cases),
    stated?.toFixed(3) ?? '–',
    right?.toFixed(3) ?? '–',
  ]);
  return `${textTable([HEADER, ...rows])}expected calibration error ${error.toFixed(3)}\n`;
}
