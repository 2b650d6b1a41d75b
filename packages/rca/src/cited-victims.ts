import type { Finding } from './finding.ts';
import type { CitedVictims, CitedWay } from './term-inputs.ts';
import { felt } from './term-values.ts';
import type { Reach } from './topology-index.ts';

/** Entities that a term lists at most: an alert storm has thousands of victims, and a result has five candidates. */
export const LISTED_ENTITIES = 20;

/** Anomalous entities that depend on `on`, nearest first, as a term cites them. */
export function citedVictims(
  on: string,
  victims: readonly (readonly [Pick<Finding, 'entity'>, Reach])[],
): CitedVictims {
  const listed = victims.slice(0, LISTED_ENTITIES).map(([{ entity }, reach]) => citedWay(entity, on, reach));
  const rest = victims.slice(LISTED_ENTITIES);
  if (rest.length === 0) return { victims: listed };
  const sum = rest.reduce((total, [, reach]) => total + felt(reach), 0);
  return { victims: listed, cut: { entities: rest.length, sum } };
}

/** A way along dependencies to `on`, about `entity`, which lies at one of its ends. */
export function citedWay(entity: string, on: string, { distance, strength, from, kind }: Reach): CitedWay {
  return { entity, distance, strength, edge: [from, on, kind] };
}
