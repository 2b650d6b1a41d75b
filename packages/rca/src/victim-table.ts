import { startsOf } from './link-table.ts';
import type { ReachRow } from './reach-row.ts';

/** By node number, who depends on it of those that rows begin with: the victims of `node` are from `starts[node]` up to `starts[node + 1]`. */
export interface VictimTable {
  readonly starts: Int32Array;
  /**
   * Nearest first, those at the same distance in the order of the rows: the number of the row, the entry of the node in it, and how far
   * away it is.
   */
  readonly rows: Int32Array;
  readonly entries: Int32Array;
  readonly distances: Uint8Array;
}

/** Turns what each of some entities depends on around: by dependency, who of them depends on it. */
export function victimTable(size: number, rows: readonly ReachRow[]): VictimTable {
  const starts = startsOf(
    size,
    rows.map(({ nodes }) => nodes),
  );
  const count = starts[size] as number;
  const table = {
    starts,
    rows: new Int32Array(count),
    entries: new Int32Array(count),
    distances: new Uint8Array(count),
  };
  const next = starts.slice();
  const farthest = Math.max(0, ...rows.map(({ ends }) => ends.length - 1));
  for (let distance = 1; distance <= farthest; distance += 1) {
    for (let number = 0; number < rows.length; number += 1) {
      fill(table, next, number, rows[number] as ReachRow, distance);
    }
  }
  return table;
}

/** Enters what one row holds at one distance. */
function fill(table: VictimTable, next: Int32Array, number: number, row: ReachRow, distance: number): void {
  const { nodes, ends } = row;
  const end = ends[distance] ?? 0;
  for (let entry = ends[distance - 1] ?? 0; entry < end; entry += 1) {
    const node = nodes[entry] as number;
    const place = next[node] as number;
    table.rows[place] = number;
    table.entries[place] = entry;
    table.distances[place] = distance;
    next[node] = place + 1;
  }
}
