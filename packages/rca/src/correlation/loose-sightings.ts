import type { Sighting } from '../signals/sighting.ts';
import { type DomainState, limits } from './incident-state.ts';

/** By id, made from the list alone and never saved: after a restart it is made again when first asked for. */
const indexes = new WeakMap<DomainState['loose'], Map<string, Sighting>>();

/** The anomaly without an incident that has an id, if there is one. */
export function looseById({ loose }: DomainState, id: string): Sighting | undefined {
  const known = indexes.get(loose);
  if (known !== undefined) return known.get(id);
  const index = new Map(loose.map((sighting) => [sighting.id, sighting]));
  indexes.set(loose, index);
  return index.get(id);
}

/** Keeps an anomaly that nothing is related to; past the limit the one that came first is forgotten. */
export function keepLoose({ loose }: DomainState, sighting: Sighting): void {
  const index = indexes.get(loose);
  loose.push(sighting);
  index?.set(sighting.id, sighting);
  if (loose.length <= limits.loose) return;
  const first = loose.shift();
  if (first !== undefined) index?.delete(first.id);
}

/** Takes out those that have found an incident. */
export function takeLoose(state: DomainState, found: readonly Sighting[]): void {
  if (found.length === 0) return;
  const gone = new Set(found);
  state.loose = state.loose.filter((sighting) => !gone.has(sighting));
}

/** Forgets those of which nothing was heard since `from` (epoch ms of event time). */
export function forgetLoose(state: DomainState, from: number): void {
  if (state.loose.some(({ newsAt }) => newsAt < from))
    state.loose = state.loose.filter(({ newsAt }) => newsAt >= from);
}
