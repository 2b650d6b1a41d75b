import { compareText } from './compare-text.ts';
import type { Deviating } from './deviating.ts';

/** Deviations of the last while, by entity; the keys begin with `#`, because an entity may have any name. Plain JSON. */
export type DeviationMemory = Record<string, Deviating[]>;

/** Deviations kept of one entity (the smallest goes first), and entities. */
const KEPT = 100;
const ENTITIES = 10_000;

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

/** Forgets what lies before `horizon` (epoch ms), and beyond the limit the entities longest without news. */
export function forgetDeviations(memory: DeviationMemory, horizon: number): void {
  for (const [key, known] of Object.entries(memory)) {
    const left = known.filter(({ at }) => at >= horizon);
    if (left.length === 0) delete memory[key];
    else if (left.length < known.length) memory[key] = left;
  }
  const keys = Object.keys(memory);
  if (keys.length <= ENTITIES) return;
  const newest = (key: string) => Math.max(...(memory[key] ?? []).map(({ at }) => at));
  keys.sort((a, b) => newest(a) - newest(b) || compareText(a, b));
  for (const key of keys.slice(0, keys.length - ENTITIES)) delete memory[key];
}

/** The deviations from one time to another (epoch ms, both included), by entity id. */
export function deviationsBetween(
  memory: DeviationMemory,
  from: number,
  to: number,
): ReadonlyMap<string, readonly Deviating[]> {
  const found = new Map<string, readonly Deviating[]>();
  for (const [key, known] of Object.entries(memory)) {
    const within = known.filter(({ at }) => at >= from && at <= to);
    if (within.length > 0) found.set(key.slice(1), within);
  }
  return found;
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
