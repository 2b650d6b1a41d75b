import type { Redis } from 'ioredis';
import type { Offsets } from '../bus/bus.ts';
import { covers } from './covers.ts';
import type { Checkpoint } from './state-store.ts';

/** Where the checkpoints of a scope lie. */
export interface RedisScopeKeys {
  readonly meta: string;
  readonly state: string;
  readonly undo: string;
}

/** A checkpoint and the version that it has in Redis. */
export interface LoadedCheckpoint {
  readonly version: string;
  readonly checkpoint: Checkpoint;
}

type Meta = Readonly<Record<string, string>>;

const SCAN_COUNT = 1_000;

/**
 * Reads the newest checkpoint at or below `committed`, page by page; undefined when there is none. The pages belong
 * together only if no one saved meanwhile, which is why the version is read again at the end.
 */
export async function loadFromRedis(
  redis: Redis,
  keys: RedisScopeKeys,
  committed: Offsets,
): Promise<LoadedCheckpoint | 'changed meanwhile' | 'incomplete' | undefined> {
  const meta: Meta = await redis.hgetall(keys.meta);
  const chosen = choose(meta, committed);
  if (chosen === undefined) return undefined;
  const entries = await scan(redis, keys.state);
  const undo = chosen.back ? await scan(redis, keys.undo) : undefined;
  if ((await redis.hget(keys.meta, 'version')) !== meta.version) return 'changed meanwhile';
  if (entries.size !== Number(meta.entries)) return 'incomplete';
  if (undo !== undefined && undo.size !== Number(meta.undo_entries)) return 'incomplete';
  for (const [key, value] of undo ?? []) {
    if (value === '-') entries.delete(key);
    else entries.set(key, value.slice(1));
  }
  return { version: chosen.version, checkpoint: { offsets: chosen.offsets, entries } };
}

interface Chosen {
  readonly version: string;
  readonly offsets: Offsets;
  /** Whether it is the one before the newest, so that the undo entries lead to it. */
  readonly back: boolean;
}

function choose(meta: Meta, committed: Offsets): Chosen | undefined {
  const kept = [
    { version: meta.version, json: meta.offsets, back: false },
    { version: meta.previous_version, json: meta.previous_offsets, back: true },
  ];
  for (const { version, json, back } of kept) {
    if (version === undefined || json === undefined) continue;
    const offsets = JSON.parse(json) as Offsets;
    if (covers(committed, offsets)) return { version, offsets, back };
  }
  return undefined;
}

async function scan(redis: Redis, key: string): Promise<Map<string, string>> {
  const entries = new Map<string, string>();
  let cursor = '0';
  do {
    const [next, flat] = await redis.hscan(key, cursor, 'COUNT', SCAN_COUNT);
    for (let i = 0; i + 1 < flat.length; i += 2) entries.set(flat[i] as string, flat[i + 1] as string);
    cursor = next;
  } while (cursor !== '0');
  return entries;
}
