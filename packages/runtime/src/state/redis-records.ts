import type { Redis } from 'ioredis';
import type { RedisConnection } from './redis-connection.ts';
import type { Records } from './state-store.ts';

type Replace = (hash: string, ...fieldValueAndRead: string[]) => Promise<number>;

/** Records as the fields of one Redis hash; the client has to know the command `aiopsReplace`. Rejects with `Unavailable` while Redis does not answer. */
export function redisRecords(connection: RedisConnection, hash: string): Records {
  return {
    async get(key) {
      return (await connection.run(`reading ${hash}`, (redis) => redis.hget(hash, key))) ?? undefined;
    },
    async put(key, value) {
      await connection.run(`writing ${hash}`, (redis) => redis.hset(hash, key, value));
    },
    async create(key, value) {
      return (await connection.run(`writing ${hash}`, (redis) => redis.hsetnx(hash, key, value))) === 1;
    },
    async replace(key, read, value) {
      const known = read === undefined ? [] : [read];
      const written = await connection.run(`writing ${hash}`, (redis) =>
        (redis as Redis & { aiopsReplace: Replace }).aiopsReplace(hash, key, value, ...known),
      );
      return written === 1;
    },
    async delete(keys) {
      if (keys.length > 0) await connection.run(`writing ${hash}`, (redis) => redis.hdel(hash, ...keys));
    },
    async all() {
      return new Map(Object.entries(await connection.run(`reading ${hash}`, (redis) => redis.hgetall(hash))));
    },
  };
}
