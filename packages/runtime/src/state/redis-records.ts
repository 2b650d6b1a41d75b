import type { RedisConnection } from './redis-connection.ts';
import type { Records } from './state-store.ts';

/** Records as the fields of one Redis hash. Rejects with `Unavailable` while Redis does not answer. */
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
    async delete(keys) {
      if (keys.length > 0) await connection.run(`writing ${hash}`, (redis) => redis.hdel(hash, ...keys));
    },
    async all() {
      return new Map(Object.entries(await connection.run(`reading ${hash}`, (redis) => redis.hgetall(hash))));
    },
  };
}
