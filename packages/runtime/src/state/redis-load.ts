import type { Redis } from 'ioredis';
import type { Offsets } from '../bus/bus.ts';
import { covers } from './covers.ts';
import type { RedisScopeKeys } from './redis-scope-keys.ts';
import type { Checkpoint } from './state-store.ts';

/** A checkpoint and the version that it has in Redis. */
export interface LoadedCheckpoint {
  readonly version: string;
  readonly checkpoint: Checkpoint;
}

type Meta = Readonly<Record<string, string>>;

/** Fields of which one differs whenever pages read before and after do not belong together. */
const CHANGING = ['version', 'entries', 'older_entries'] as const;

/** Entries of a page: of the usual size they are about a megabyte. */
const SCAN_COUNT = 300;

/**
 * Reads the newest checkpoint at or below `committed`, page by page; undefined when there is none. The pages belong
 * together only if no one saved meanwhile, which is why the version is read again at the end. Older changes that are folded
 * into the state meanwhile do no harm as long as they can still be read: they are put on top of it anyway.
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
  const older = await scan(redis, keys.older);
  const newer = chosen.newest ? await scan(redis, keys.newer) : new Map<string, string>();
  const now = await redis.hmget(keys.meta, ...CHANGING);
  if (CHANGING.some((field, i) => now[i] !== (meta[field] ?? null))) return 'changed meanwhile';
  const complete =
    entries.size === Number(meta.entries) &&
    older.size === Number(meta.older_entries ?? 0) &&
    (!chosen.newest || newer.size === Number(meta.newer_entries ?? 0));
  if (!complete) return 'incomplete';
  for (const [key, value] of [...older, ...newer]) {
    if (value === '-') entries.delete(key);
    else entries.set(key, value.slice(1));
  }
  return { version: chosen.version, checkpoint: { offsets: chosen.offsets, entries } };
}

interface Chosen {
  readonly version: string;
  readonly offsets: Offsets;
  /** Or the one before it, to which the newer changes do not belong. */
  readonly newest: boolean;
}

function choose(meta: Meta, committed: Offsets): Chosen | undefined {
  const kept = [
    { version: meta.version, json: meta.offsets, newest: true },
    { version: meta.before_version, json: meta.before_offsets, newest: false },
  ];
  for (const { version, json, newest } of kept) {
    if (version === undefined || json === undefined) continue;
    const offsets = JSON.parse(json) as Offsets;
    if (covers(committed, offsets)) return { version, offsets, newest };
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
