import { compareText } from '../compare-text.ts';

/** Something about an entity, and its event time (epoch ms). */
interface Remembered {
  readonly entity: string;
  readonly at: number;
}

/** What is remembered of the last while, by entity; the keys begin with `#`, because an entity may have any name. Plain JSON. */
export type EntityMemory<T extends Remembered> = Record<string, T[]>;

/** Entities kept. */
const ENTITIES = 10_000;

/** Forgets what lies before `horizon` (epoch ms), and beyond the limit the entities longest without news. */
export function forgetBefore<T extends Remembered>(memory: EntityMemory<T>, horizon: number): void {
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

/** What lies between two times (epoch ms, both included), by entity id. */
export function rememberedBetween<T extends Remembered>(
  memory: EntityMemory<T>,
  from: number,
  to: number,
): ReadonlyMap<string, readonly T[]> {
  const found = new Map<string, readonly T[]>();
  for (const known of Object.values(memory)) {
    const within = known.filter(({ at }) => at >= from && at <= to);
    // Not by the key, out of which a new text would have to be cut.
    if (within[0] !== undefined) found.set(within[0].entity, within);
  }
  return found;
}
