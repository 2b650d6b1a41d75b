import type { ReachRow } from '../../network/reach-row.ts';
import { dampingAt } from '../terms/term-values.ts';
import { LISTED_ENTITIES } from './cited-victims.ts';
import type { FoundTies } from './tie-table.ts';

/** In a tally, that the node is anomalous itself. */
export const ANOMALOUS = 2 ** 24;

/**
 * Who depends on each node of those that rows begin with, as numbers by node: of most nodes no more is asked. The victims of a node are
 * nearest first, those at the same distance in the order of the rows.
 */
export interface VictimCounts {
  /** How many they are, and {@link ANOMALOUS} more where a row begins with the node: all that is asked of a node lies in one place. */
  readonly tallies: Int32Array;
  /** Where they are more than are listed, how much the listed ones feel of it; and how much all others do. */
  readonly listed: Float64Array;
  readonly rest: Float64Array;
  /** Who depends on each other of those that rows begin with. */
  readonly among: FoundTies;
}

/** Counts victims by what they depend on, in a network of `size` nodes. */
export function victimCounts(size: number, rows: readonly ReachRow[]): VictimCounts {
  const ends = [0];
  const found: VictimCounts = {
    tallies: new Int32Array(size),
    listed: new Float64Array(size),
    rest: new Float64Array(size),
    among: { rows: [], entries: [], ends },
  };
  for (const { start } of rows) found.tallies[start] = ANOMALOUS;
  const farthest = Math.max(0, ...rows.map(({ ends }) => ends.length - 1));
  for (let distance = 1; distance <= farthest; distance += 1) {
    for (let number = 0; number < rows.length; number += 1)
      count(found, number, rows[number] as ReachRow, distance);
    ends.push(found.among.rows.length);
  }
  return found;
}

/** The number of victims in a tally. */
export function countIn(tally: number): number {
  return tally & (ANOMALOUS - 1);
}

/** Counts what one row holds at one distance. */
function count(
  { tallies, listed, rest, among }: VictimCounts,
  number: number,
  { nodes, strengths, ends }: ReachRow,
  distance: number,
): void {
  const damping = dampingAt(distance);
  const end = ends[distance] ?? 0;
  for (let entry = ends[distance - 1] ?? 0; entry < end; entry += 1) {
    const node = nodes[entry] as number;
    const before = tallies[node] as number;
    tallies[node] = before + 1;
    if (countIn(before) === LISTED_ENTITIES) {
      listed[node] = rest[node] as number;
      rest[node] = 0;
    }
    rest[node] = (rest[node] as number) + (strengths[entry] as number) * damping;
    if (before < ANOMALOUS) continue;
    among.rows.push(number);
    among.entries.push(entry);
  }
}
