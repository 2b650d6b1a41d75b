import type { Deviating } from '../signals/deviating.ts';
import { type EntityMemory, forgetBefore, rememberedBetween } from './entity-memory.ts';

/** Deviations of the last while. */
export type DeviationMemory = EntityMemory<Deviating>;

/** Deviations kept of one entity; the smallest goes first. */
const KEPT = 100;

/** Notes a deviation: of one series and direction the largest is kept; one that grows is news. */
export function noteDeviation(memory: DeviationMemory, deviating: Deviating, keptMs: number): void {
  const key = `#${deviating.entity}`;
  const known = (memory[key] ?? []).filter(({ at }) => at >= deviating.at - keptMs);
  const place = known.findIndex((other) => isSame(other, deviating));
  const same = known[place];
  if (same === undefined) known.push(deviating);
  else if (deviating.size > same.size) known[place] = deviating;
  if (known.length > KEPT) known.splice(smallest(known), 1);
  memory[key] = known;
}

/** Forgets the deviations that lie before `horizon` (epoch ms). */
export function forgetDeviations(memory: DeviationMemory, horizon: number): void {
  forgetBefore(memory, horizon);
}

/** The deviations from one time to another (epoch ms, both included), by entity id. */
export function deviationsBetween(
  memory: DeviationMemory,
  from: number,
  to: number,
): ReadonlyMap<string, readonly Deviating[]> {
  return rememberedBetween(memory, from, to);
}

function isSame(a: Deviating, b: Deviating): boolean {
  return a.metric === b.metric && a.series === b.series && a.direction === b.direction && a.peer === b.peer;
}

function smallest(known: readonly Deviating[]): number {
  let place = 0;
  known.forEach(({ size }, i) => {
    if (size < (known[place]?.size ?? 0)) place = i;
  });
  return place;
}
