import { bounded, rounded } from './vector-detector.ts';

/** A row to learn from: four digits are enough, and what is missing is null, as JSON has no NaN. */
export type LearnedRow = (number | null)[];

/**
 * A learned row as state keeps it while rows are gathered: as text. It is written with every checkpoint and read once, and a text
 * costs a checkpoint next to nothing, where to spell its numbers again costs more than all else in the state of an entity.
 */
export type StoredRow = string;

/** A row to be kept. */
export function storedRow(vector: readonly number[]): StoredRow {
  return JSON.stringify(vector.map((value) => rounded(bounded(value))));
}

/** What was kept of a row. */
export function learnedRow(row: StoredRow): LearnedRow {
  return JSON.parse(row);
}
