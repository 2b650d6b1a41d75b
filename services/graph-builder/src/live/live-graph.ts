import type { KeyedState } from '@aiops/runtime';
import { type Seen, type Sighting, sightingKey } from './sighting.ts';

/** By kind of edge, how long (ms) one that was only seen live stays after it was last seen. */
export type Expiry = Readonly<Record<Sighting['kind'], number>>;

/** An edge that was seen live. Plain JSON. */
export interface LiveEdge {
  readonly sighting: Sighting;
  /** When it was last seen, epoch ms. */
  readonly last: number;
}

/** What was seen live and is not too old. */
export interface LiveGraph {
  /** False when there are too many edges to take a new one. */
  add(seen: Seen): boolean;
  /** In no particular order. */
  edges(): LiveEdge[];
  /** Newest event time, epoch ms; 0 before anything was seen. */
  readonly clock: number;
  /** Event time at which an edge last came or went. */
  readonly changedAt: number;
}

const META = 'live';
const PREFIX = 'live|';
/** How often, in event time, edges that are too old are looked for. */
const SWEEP_EVERY_MS = 600_000;

interface Meta {
  count: number;
  clock: number;
  sweepAt: number;
  changedAt: number;
}

/** The live graph over the state of the one task that keeps it: at most `limit` edges, each until its kind's expiry. */
export function createLiveGraph(state: KeyedState, expiry: Expiry, limit: number): LiveGraph {
  const metaOf = () => state.get<Meta>(META) ?? { count: 0, clock: 0, sweepAt: 0, changedAt: 0 };
  const stored = () =>
    [...state.keys()].flatMap((key) => {
      const edge = key.startsWith(PREFIX) ? state.get<LiveEdge>(key) : undefined;
      return edge === undefined ? [] : [{ key, edge }];
    });
  const sweep = (meta: Meta) => {
    for (const { key, edge } of stored()) {
      if (!isExpired(edge, meta.clock, expiry)) continue;
      state.delete(key);
      meta.count -= 1;
      meta.changedAt = meta.clock;
    }
    meta.sweepAt = meta.clock + SWEEP_EVERY_MS;
  };
  return {
    add({ sighting, at }) {
      const meta = metaOf();
      const key = PREFIX + sightingKey(sighting);
      const known = state.get<LiveEdge>(key);
      meta.clock = Math.max(meta.clock, at);
      if (meta.clock >= meta.sweepAt) sweep(meta);
      const isFull = known === undefined && meta.count >= limit;
      if (!isFull && !isExpired({ sighting, last: at }, meta.clock, expiry)) {
        if (state.get<LiveEdge>(key) === undefined) {
          meta.count += 1;
          meta.changedAt = Math.max(meta.changedAt, at);
        }
        state.put(key, { sighting, last: Math.max(known?.last ?? 0, at) });
      }
      state.put(META, meta);
      return !isFull;
    },
    edges: () => {
      const { clock } = metaOf();
      return stored().flatMap(({ edge }) => (isExpired(edge, clock, expiry) ? [] : [edge]));
    },
    get clock() {
      return metaOf().clock;
    },
    get changedAt() {
      return metaOf().changedAt;
    },
  };
}

/** Whether an edge has not been seen for longer than its kind stays. */
export function isExpired({ sighting, last }: LiveEdge, clock: number, expiry: Expiry): boolean {
  return last < clock - expiry[sighting.kind];
}
