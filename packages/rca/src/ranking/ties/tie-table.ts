import type { ReachRow } from '../../network/reach-row.ts';
import { stableOrder, startsOf } from '../../stable-order.ts';

/**
 * Ties as they are found, nearest first and then by row: who depends on another one by its row, and the entry of that row at which the other
 * is reached.
 */
export interface FoundTies {
  readonly rows: number[];
  readonly entries: number[];
  /** By distance, how many are that far apart or nearer; that of distance 0 is 0. */
  readonly ends: readonly number[];
}

/** Ties by their numbers, in the order in which they were found. */
export interface TieTable {
  /** The row of the one that depends, and its entry that tells of the tie. */
  readonly rows: readonly number[];
  readonly entries: readonly number[];
  /** The row of the one that it depends on. */
  readonly causes: Int32Array;
  /** How far apart the two are, and how surely a failure is felt. */
  readonly distances: Int32Array;
  readonly strengths: Float64Array;
}

/** Ties by one of their ends: those of row `r` are at the places from `starts[r]` up to `starts[r + 1]` of the order. */
export interface TieGroups {
  readonly starts: Int32Array;
  readonly order: Int32Array;
}

/** Looks up what ties join. `places` has by node one more than the number of the row that begins with it. */
export function tieTable(found: FoundTies, rows: readonly ReachRow[], places: Int32Array): TieTable {
  const count = found.rows.length;
  const [causes, distances, strengths] = [
    new Int32Array(count),
    new Int32Array(count),
    new Float64Array(count),
  ];
  for (let tie = 0; tie < count; tie += 1) {
    const row = rows[found.rows[tie] as number] as ReachRow;
    const entry = found.entries[tie] as number;
    causes[tie] = (places[row.nodes[entry] as number] as number) - 1;
    strengths[tie] = row.strengths[entry] as number;
  }
  for (let distance = 1; distance < found.ends.length; distance += 1)
    distances.fill(distance, found.ends[distance - 1], found.ends[distance]);
  return { rows: found.rows, entries: found.entries, causes, distances, strengths };
}

/** By what is depended on, who depends on it: nearest first, then in the order of the rows. */
export function byCause({ causes }: TieTable, size: number): TieGroups {
  return { starts: startsOf(size, causes), order: stableOrder(size, causes) };
}

/** By what depends, on what it depends: nearest first, then in the order of the rows. Those by their cause are known. */
export function byVictim({ rows, distances }: TieTable, { order }: TieGroups, size: number): TieGroups {
  const farthest = distances.at(-1) ?? 0;
  const nearestFirst = stableOrder(farthest + 1, distances, order);
  return { starts: startsOf(size, rows), order: stableOrder(size, rows, nearestFirst) };
}
