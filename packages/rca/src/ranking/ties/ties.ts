import type { EdgeKind } from '@aiops/contracts';
import type { Reach } from '../../network/reach-row.ts';
import type { Finding } from '../finding.ts';

/** An anomalous entity that is tied to another one, and the way along dependencies between the two. */
export type Tie = readonly [Finding, Reach];

/**
 * The ties of one entity, nearest first and then by id, looked at by their places: there may be thousands, and of most only numbers are
 * asked for, not in words how they are reached.
 */
export interface Ties {
  readonly count: number;
  finding(place: number): Finding;
  /** See {@link Reach}. */
  distance(place: number): number;
  strength(place: number): number;
  kind(place: number): EdgeKind;
  reach(place: number): Reach;
}

/** Nothing is tied to it. */
export const NO_TIES: Ties = tiesOf([]);

/** The ties of a list that is in their order. */
export function tiesOf(list: readonly Tie[]): Ties {
  const at = (place: number) => list[place] as Tie;
  return {
    count: list.length,
    finding: (place) => at(place)[0],
    distance: (place) => at(place)[1].distance,
    strength: (place) => at(place)[1].strength,
    kind: (place) => at(place)[1].kind,
    reach: (place) => at(place)[1],
  };
}

/** Those that are tied, in their order. */
export function tiedTo(ties: Ties): Finding[] {
  return Array.from({ length: ties.count }, (_, place) => ties.finding(place));
}

/** All ties as a list, up to `end` if it is given. */
export function listOfTies(ties: Ties, end: number = ties.count): Tie[] {
  return Array.from(
    { length: Math.min(end, ties.count) },
    (_, place): Tie => [ties.finding(place), ties.reach(place)],
  );
}
