import type { KeyedState } from '@aiops/runtime';
import { type Seen, sightingKey } from './sighting.ts';

interface Meta {
  /** Edges that are remembered. */
  count: number;
  /** Event time (epoch ms) from which those that were told long ago are forgotten. */
  sweepAt: number;
}

/** Decides what is worth telling: an edge that is seen for the first time, and one that was not told of for a while. */
export interface Teller {
  /** `capped` when it would be worth telling, and too many edges are remembered. */
  meet(seen: Seen): 'tell' | 'known' | 'capped';
}

/**
 * Tells each edge once in `everyMs` of event time, and remembers at most `limit` of them. Those of different topics have nothing to do
 * with each other, so that it makes no difference how topics take turns: `name` tells their states apart.
 */
export function createTeller(state: KeyedState, name: string, everyMs: number, limit: number): Teller {
  const metaKey = `told ${name}`;
  const prefix = `told ${name}|`;
  const sweep = (at: number, meta: Meta) => {
    for (const key of [...state.keys()]) {
      if (!key.startsWith(prefix) || (state.get<number>(key) ?? 0) > at - everyMs) continue;
      state.delete(key);
      meta.count -= 1;
    }
    meta.sweepAt = at + everyMs;
  };
  return {
    meet({ sighting, at }) {
      const key = prefix + sightingKey(sighting);
      const told = state.get<number>(key);
      if (told !== undefined && at < told + everyMs) return 'known';
      const meta = state.get<Meta>(metaKey) ?? { count: 0, sweepAt: at + everyMs };
      if (at >= meta.sweepAt) sweep(at, meta);
      const isKnown = state.get<number>(key) !== undefined;
      if (!isKnown && meta.count >= limit) return 'capped';
      if (!isKnown) meta.count += 1;
      state.put(key, at);
      state.put(metaKey, meta);
      return 'tell';
    },
  };
}
