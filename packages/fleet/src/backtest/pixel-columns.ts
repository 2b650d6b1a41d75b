import type { SeriesRecord } from './series-record.ts';

/** What of a series falls on one column of pixels: no picture shows tens of thousands of rows one by one. */
export interface PixelColumn {
  /** Lowest and highest value; infinite while there is none. */
  min: number;
  max: number;
  lower: number;
  upper: number;
  /** A sample is missing here. */
  gap: boolean;
}

/** Sorts the rows of a series into `count` columns; `columnOf` gives the column of each row. */
export function pixelColumns(record: SeriesRecord, columnOf: Int32Array, count: number): PixelColumn[] {
  const columns = Array.from({ length: count }, emptyColumn);
  for (const [row, index] of columnOf.entries()) {
    const column = columns[index] as PixelColumn;
    const value = record.values[row] as number;
    const lower = record.lower[row] as number;
    const upper = record.upper[row] as number;
    if (Number.isNaN(value)) {
      column.gap = true;
    } else {
      column.min = Math.min(column.min, value);
      column.max = Math.max(column.max, value);
    }
    if (Number.isNaN(lower) || Number.isNaN(upper)) continue;
    column.lower = Math.min(column.lower, lower);
    column.upper = Math.max(column.upper, upper);
  }
  return columns;
}

function emptyColumn(): PixelColumn {
  return {
    min: Number.POSITIVE_INFINITY,
    max: Number.NEGATIVE_INFINITY,
    lower: Number.POSITIVE_INFINITY,
    upper: Number.NEGATIVE_INFINITY,
    gap: false,
  };
}
