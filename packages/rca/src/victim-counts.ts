import { LISTED_ENTITIES } from './cited-victims.ts';
import type { ReachRow } from './reach-row.ts';
import { dampingAt } from './term-values.ts';
import type { FoundTies } from './tie-table.ts';

/**
 * Who depends on each node of those that rows begin with, as numbers by node: of most nodes no more is asked. The victims of a node are
 * nearest first, those at the same distance in the order of the rows.
 */
export interface VictimCounts {
  readonly counts: Int32Array;
  /** How much the first so many victims that are listed feel of it, and how much all others. */
  readonly listed: Float64Array;
  readonly rest: Float64Array;
  /** Who depends on each other of those that rows begin with. */
  readonly among: FoundTies;
}

/** Counts victims by what they depend on. `places` has by node one more than the number of the row that begins with it, else 0. */
export function victimCounts(places: Int32Array, rows: readonly ReachRow[]): VictimCounts {
  const size = places.length;
  const ends = [0];
  const found: VictimCounts = {
    counts: new Int32Array(size),
    listed: new Float64Array(size),
    rest: new Float64Array(size),
    among: { rows: [], entries: [], ends },
  };
  const farthest = Math.max(0, ...rows.map(({ ends }) => ends.length - 1));
  for (let distance = 1; distance <= farthest; distance += 1) {
    for (let number = 0; number < rows.length; number += 1)
      count(found, number, rows[number] as ReachRow, distance, places);
    ends.push(found.among.rows.length);
  }
  return found;
}

/** Counts what one row holds at one distance. */
function count(
  { counts, listed, rest, among }: VictimCounts,
  number: number,
  { nodes, strengths, ends }: ReachRow,
  distance: number,
  places: Int32Array,
): void {
  const damping = dampingAt(distance);
  const end = ends[distance] ?? 0;
  for (let entry = ends[distance - 1] ?? 0; entry < end; entry += 1) {
    const node = nodes[entry] as number;
    const before = counts[node] as number;
    const sums = before < LISTED_ENTITIES ? listed : rest;
    sums[node] = (sums[node] as number) + (strengths[entry] as number) * damping;
    counts[node] = before + 1;
    if (places[node] === 0) continue;
    among.rows.push(number);
    among.entries.push(entry);
  }
}
