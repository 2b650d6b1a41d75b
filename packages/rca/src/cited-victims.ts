import type { Reach } from './reach-row.ts';
import type { CitedVictims, CitedWay } from './term-inputs.ts';
import { felt } from './term-values.ts';
import { listOfTies, type Ties } from './ties.ts';

/** Entities that a term lists at most: an alert storm has thousands of victims, and a result has five candidates. */
export const LISTED_ENTITIES = 20;

/** Whether a term lists what it is made from, as it is told, or only sums it up: its value is the same, to the last bit. */
export type Telling = 'listed' | 'summed';

/** Anomalous entities that depend on `on`, nearest first, as a term cites them. */
export function citedVictims(on: string, victims: Ties, telling: Telling = 'listed'): CitedVictims {
  const { count } = victims;
  if (telling === 'summed') {
    const sum = feltBy(victims, 0, LISTED_ENTITIES) + feltBy(victims, LISTED_ENTITIES, count);
    return { victims: [], cut: { entities: count, sum } };
  }
  const listed = listOfTies(victims, LISTED_ENTITIES).map(([{ entity }, reach]) =>
    citedWay(entity, on, reach),
  );
  const entities = count - listed.length;
  if (entities === 0) return { victims: listed };
  return { victims: listed, cut: { entities, sum: feltBy(victims, listed.length, count) } };
}

/** How much all those from one place up to another feel. */
function feltBy(victims: Ties, start: number, end: number): number {
  let sum = 0;
  for (let place = start; place < Math.min(end, victims.count); place += 1) {
    sum += felt({ distance: victims.distance(place), strength: victims.strength(place) });
  }
  return sum;
}

/** A way along dependencies to `on`, about `entity`, which lies at one of its ends. */
export function citedWay(entity: string, on: string, { distance, strength, from, kind }: Reach): CitedWay {
  return { entity, distance, strength, edge: [from, on, kind] };
}
