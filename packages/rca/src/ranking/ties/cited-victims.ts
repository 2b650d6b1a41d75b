import type { Reach } from '../../network/reach-row.ts';
import type { CitedVictims, CitedWay } from '../terms/term-inputs.ts';
import { feltOver } from '../terms/term-values.ts';
import { listOfTies, type Ties } from './ties.ts';

/** Entities that a term lists at most: an alert storm has thousands of victims, and a result has five candidates. */
export const LISTED_ENTITIES = 20;

/** Anomalous entities that depend on `on`, nearest first, as a term cites them. */
export function citedVictims(on: string, victims: Ties): CitedVictims {
  const { count } = victims;
  const listed = listOfTies(victims, LISTED_ENTITIES).map(([{ entity }, reach]) =>
    citedWay(entity, on, reach),
  );
  const entities = count - listed.length;
  if (entities === 0) return { victims: listed };
  return { victims: listed, cut: { entities, sum: feltFrom(victims, listed.length) } };
}

/** How much all those from one place on feel. */
function feltFrom(victims: Ties, start: number): number {
  let sum = 0;
  for (let place = start; place < victims.count; place += 1) {
    sum += feltOver(victims.distance(place), victims.strength(place));
  }
  return sum;
}

/** A way along dependencies to `on`, about `entity`, which lies at one of its ends. */
export function citedWay(entity: string, on: string, { distance, strength, from, kind }: Reach): CitedWay {
  return { entity, distance, strength, edge: [from, on, kind] };
}
