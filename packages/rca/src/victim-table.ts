import { startsOf } from './link-table.ts';
import type { ReachRow } from './reach-row.ts';

/** What is left of an explanation for each further hop between cause and victim. */
const DAMPING = 0.85;

/** By node number, who depends on it of those that rows begin with: the victims of `node` are from `starts[node]` up to `starts[node + 1]`. */
export interface VictimTable {
  readonly starts: Int32Array;
  /** Nearest first, those at the same distance in the order of the rows: the number of the row, and the entry of the node in it. */
  readonly rows: Int32Array;
  readonly entries: Int32Array;
  /** By node, how strongly all its victims feel it together: the sum of strengths, each damped by distance. */
  readonly felt: Float64Array;
}

/** How strongly a failure is felt over a way of this strength and length. */
export function damped({
  strength,
  distance,
}: {
  readonly strength: number;
  readonly distance: number;
}): number {
  return strength * DAMPING ** (distance - 1);
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
    felt: new Float64Array(size),
  };
  const next = starts.slice();
  const farthest = Math.max(0, ...rows.map(({ ends }) => ends.length - 1));
  for (let distance = 1; distance <= farthest; distance += 1) {
    for (const [number, row] of rows.entries()) fill(table, next, number, row, distance);
  }
  return table;
}

/** Enters what one row holds at one distance. */
function fill(table: VictimTable, next: Int32Array, number: number, row: ReachRow, distance: number): void {
  const { nodes, strengths, ends } = row;
  const end = ends[distance] ?? 0;
  const factor = DAMPING ** (distance - 1);
  for (let entry = ends[distance - 1] ?? 0; entry < end; entry += 1) {
    const node = nodes[entry] as number;
    const place = next[node] as number;
    table.rows[place] = number;
    table.entries[place] = entry;
    next[node] = place + 1;
    table.felt[node] = (table.felt[node] as number) + (strengths[entry] as number) * factor;
  }
}
