import type { ReachRow } from './reach-row.ts';
import { stableOrder, startsOf } from './stable-order.ts';

/** Ties as they are found: who depends by its row, the entry of that row at which the other is reached, how far away, and the other's row. */
export interface FoundTies {
  readonly rows: number[];
  readonly entries: number[];
  readonly distances: number[];
  readonly causes: number[];
}

/** Ties in groups: those of group `g` are at the places from `starts[g]` up to `starts[g + 1]`. The other arrays go by place. */
export interface TieTable {
  readonly starts: Int32Array;
  /** The row of the one that is tied. */
  readonly others: Int32Array;
  /** The row and its entry that tell of the tie, how far apart the two are, and how surely a failure is felt. */
  readonly rows: Int32Array;
  readonly entries: Int32Array;
  readonly distances: Int32Array;
  readonly strengths: Float64Array;
}

/** By row, who depends on the entity that it begins with, in the order in which they were found. */
export function victimTable(found: FoundTies, rows: readonly ReachRow[]): TieTable {
  const { causes } = found;
  const order = stableOrder(rows.length, causes);
  return inOrder(order, startsOf(rows.length, causes), found.rows, found, rows);
}

/** By row, on what of the others the entity depends: nearest first, then in the order of the rows. */
export function causeTable(found: FoundTies, rows: readonly ReachRow[]): TieTable {
  const { causes, distances } = found;
  const size = rows.length;
  const farthest = distances.at(-1) ?? 0;
  const byCause = stableOrder(size, causes);
  const order = stableOrder(size, found.rows, stableOrder(farthest + 1, distances, byCause));
  return inOrder(order, startsOf(size, found.rows), causes, found, rows);
}

function inOrder(
  order: Int32Array,
  starts: Int32Array,
  others: readonly number[],
  found: FoundTies,
  rows: readonly ReachRow[],
): TieTable {
  const column = () => new Int32Array(order.length);
  const table = { starts, others: column(), rows: column(), entries: column(), distances: column() };
  const strengths = new Float64Array(order.length);
  for (let place = 0; place < order.length; place += 1) {
    const tie = order[place] as number;
    const [row, entry] = [found.rows[tie] as number, found.entries[tie] as number];
    table.others[place] = others[tie] as number;
    table.rows[place] = row;
    table.entries[place] = entry;
    table.distances[place] = found.distances[tie] as number;
    strengths[place] = (rows[row] as ReachRow).strengths[entry] as number;
  }
  return { ...table, strengths };
}
