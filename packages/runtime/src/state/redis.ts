import type { Redis } from 'ioredis';
import type { Offsets } from '../bus/bus.ts';
import { Fenced, Unavailable } from '../errors.ts';
import { connectRedis, type RedisAddress, type RedisConnection } from './redis-connection.ts';
import { redisFoldScript } from './redis-fold-script.ts';
import { loadFromRedis } from './redis-load.ts';
import { redisRecords } from './redis-records.ts';
import { redisReplaceScript } from './redis-replace-script.ts';
import { redisSaveScript } from './redis-save-script.ts';
import type { RedisScopeKeys } from './redis-scope-keys.ts';
import type { Checkpoint, Records, StateStore } from './state-store.ts';

export interface RedisStateOptions extends RedisAddress {
  /** First part of every key, `aiops` unless set. */
  readonly prefix?: string;
}

/**
 * Changes are sent, and folded into the state, in pieces of this size: no command is huge, nobody else waits long for Redis, and
 * each answer comes in time however large the checkpoint and busy the machine.
 */
const PIECE_ENTRIES = 1_000;
const PIECE_CHARACTERS = 1_000_000;
/** A save that died half-way must not leave its staged changes for ever. */
const STAGING_SECONDS = 3_600;
const LOAD_ATTEMPTS = 5;

/** Which version the owner works on: a number as text, `*` the newest, `-` none. */
type Base = string;
type Reply = readonly [word: string, detail: string];
type Script = (...keysAndArguments: (string | number)[]) => Promise<Reply>;

/**
 * State in Redis, in the hashes `aiops:{scope}:…`: see {@link RedisScopeKeys}. A save folds what were the older changes into the
 * state, stages the new ones, both piece by piece, and then makes them count in one step. Wherever it breaks off, both
 * checkpoints are what they were. `load` changes nothing; the next save starts from what it gave, so that a late load of
 * a replaced instance does no harm. A save whose outcome is unknown may be repeated.
 * Rejects with `Unavailable` when Redis is not there at the start, and per call when it goes away later.
 */
export async function createRedisStateStore(options: RedisStateOptions): Promise<StateStore> {
  const connection = await connectRedis(options);
  await connection.run('preparing the scripts', async (redis) => {
    redis.defineCommand('aiopsFold', { numberOfKeys: 3, lua: redisFoldScript });
    redis.defineCommand('aiopsSave', { numberOfKeys: 5, lua: redisSaveScript });
    redis.defineCommand('aiopsReplace', { numberOfKeys: 1, lua: redisReplaceScript });
  });
  return new RedisStateStore(connection, options);
}

class RedisStateStore implements StateStore {
  readonly #connection: RedisConnection;
  readonly #logger: RedisStateOptions['logger'];
  readonly #prefix: string;
  readonly #bases = new Map<string, Base>();
  /** Numbers saves, so that one that Redis executes late is told from its repetition. */
  #attempt = 0;

  constructor(connection: RedisConnection, options: RedisStateOptions) {
    this.#connection = connection;
    this.#logger = options.logger;
    this.#prefix = options.prefix ?? 'aiops';
  }

  async acquire(scope: string): Promise<number> {
    const epoch = await this.#connection.run(`taking over ${scope}`, (redis) =>
      redis.hincrby(this.#key(scope, 'meta'), 'epoch', 1),
    );
    this.#bases.set(scope, '*');
    return epoch;
  }

  async load(scope: string, committed: Offsets): Promise<Checkpoint | undefined> {
    const keys = this.#keys(scope);
    for (let attempt = 0; attempt < LOAD_ATTEMPTS; attempt++) {
      const loaded = await this.#connection.run(`loading ${scope}`, (redis) =>
        loadFromRedis(redis, keys, committed),
      );
      if (loaded === 'changed meanwhile') continue;
      if (loaded === 'incomplete')
        this.#logger?.warn({ scope }, 'Redis has lost a part of the saved state; the rest is not used.');
      const found = typeof loaded === 'object' ? loaded : undefined;
      this.#bases.set(scope, found?.version ?? '-');
      return found?.checkpoint;
    }
    throw new Unavailable(
      `State of ${scope} cannot be loaded: another instance keeps writing it; try again.`,
    );
  }

  async save(
    scope: string,
    epoch: number,
    offsets: Offsets,
    changes: ReadonlyMap<string, string | null>,
  ): Promise<void> {
    const base = this.#bases.get(scope) ?? '*';
    // Starting anew, the next step forgets the older changes with everything else.
    if (base !== '-') await this.#fold(scope, epoch);
    const attempt = ++this.#attempt;
    const staging = this.#key(scope, `staging:${epoch}:${attempt}`);
    const [word, detail] = await this.#connection.run(`saving ${scope}`, async (redis) => {
      for (const piece of pieces(changes)) await stage(redis, staging, piece);
      const { meta, state, older, newer } = this.#keys(scope);
      const keys = [meta, state, older, newer, staging];
      return scripts(redis).aiopsSave(...keys, epoch, attempt, base, JSON.stringify(offsets), changes.size);
    });
    if (word !== 'SAVED') throw refusal(scope, epoch, word, detail);
    this.#bases.set(scope, detail);
  }

  async get(key: string): Promise<string | undefined> {
    const value = await this.#connection.run(`reading ${key}`, (redis) => redis.get(this.#valueKey(key)));
    return value ?? undefined;
  }

  async set(key: string, value: string): Promise<void> {
    await this.#connection.run(`writing ${key}`, (redis) => redis.set(this.#valueKey(key), value));
  }

  records(name: string): Records {
    return redisRecords(this.#connection, `${this.#prefix}:records:${name}`);
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  /** Puts the older changes into the state, so that the newer ones can become the older ones. */
  async #fold(scope: string, epoch: number): Promise<void> {
    const { meta, state, older } = this.#keys(scope);
    let begin = '';
    do {
      const [word, detail] = await this.#connection.run(`saving ${scope}`, (redis) =>
        scripts(redis).aiopsFold(meta, state, older, epoch, begin, PIECE_ENTRIES, PIECE_CHARACTERS),
      );
      if (word !== 'FOLDED') throw refusal(scope, epoch, word, detail);
      begin = detail;
    } while (begin !== '');
  }

  #keys(scope: string): RedisScopeKeys {
    return {
      meta: this.#key(scope, 'meta'),
      state: this.#key(scope, 'state'),
      older: this.#key(scope, 'older'),
      newer: this.#key(scope, 'newer'),
    };
  }

  /** The braces make Redis Cluster keep all keys of a scope together, as the script needs. */
  #key(scope: string, part: string): string {
    return `${this.#prefix}:{${scope}}:${part}`;
  }

  #valueKey(key: string): string {
    return `${this.#prefix}:kv:${key}`;
  }
}

/** The scripts as commands of the client. */
function scripts(redis: Redis): { readonly aiopsFold: Script; readonly aiopsSave: Script } {
  return redis as unknown as { aiopsFold: Script; aiopsSave: Script };
}

async function stage(redis: Redis, staging: string, piece: readonly string[]): Promise<void> {
  const replies = await redis
    .pipeline()
    .hset(staging, ...piece)
    .expire(staging, STAGING_SECONDS)
    .exec();
  for (const [error] of replies ?? []) if (error !== null) throw error;
}

/** Field, value, field, value… in pieces; see {@link RedisScopeKeys} for how values are written. */
function* pieces(changes: ReadonlyMap<string, string | null>): Generator<string[]> {
  let piece: string[] = [];
  let characters = 0;
  for (const [field, value] of changes) {
    piece.push(field, value === null ? '-' : `=${value}`);
    characters += field.length + (value?.length ?? 0);
    if (piece.length >= PIECE_ENTRIES * 2 || characters >= PIECE_CHARACTERS) {
      yield piece;
      piece = [];
      characters = 0;
    }
  }
  if (piece.length > 0) yield piece;
}

function refusal(scope: string, epoch: number, word: string, detail: string): Error {
  const what = `State of ${scope} was not saved by epoch ${epoch}: `;
  switch (word) {
    case 'FENCED':
      return new Fenced(`${what}it belongs to epoch ${detail} now.`);
    case 'MOVED':
      return new Fenced(`${what}Redis holds version ${detail}, which it did not write.`);
    case 'LOST':
      return new Fenced(
        `${what}entries of ${detail} are gone (eviction or a partial delete); load it again.`,
      );
    case 'WRONGTYPE':
      return new Error(`${what}${detail} instead of a hash; another program uses this key: delete it.`);
    default:
      return new Unavailable(`${what}${word} ${detail}; try again.`);
  }
}
