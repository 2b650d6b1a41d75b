import { Redis } from 'ioredis';
import type { Logger } from '../telemetry/logger.ts';
import { redisError } from './redis-errors.ts';

export interface RedisAddress {
  readonly host: string;
  readonly port: number;
  readonly password?: string;
  /** Longest time for one command, 15 s unless set: far above the slowest save. */
  readonly timeoutMs?: number;
  readonly logger?: Pick<Logger, 'info' | 'warn'>;
}

/** A connection whose errors say what to do. */
export interface RedisConnection {
  /** Runs commands; what they throw is passed through {@link redisError} with the words for what was being done. */
  run<T>(doing: string, action: (redis: Redis) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

const CONNECT_TIMEOUT_MS = 5_000;
const COMMAND_TIMEOUT_MS = 15_000;
const LONGEST_RECONNECT_DELAY_MS = 2_000;

/**
 * Connects once and rejects when that fails. After that the client reconnects by itself for as long as it takes, and
 * commands made meanwhile fail at once: the caller knows best whether to wait.
 */
export async function connectRedis(options: RedisAddress): Promise<RedisConnection> {
  const { host, port, logger } = options;
  const address = `${host}:${port}`;
  let connected = false;
  let lastError: Error | undefined;
  const redis = new Redis({
    host,
    port,
    ...(options.password === undefined ? {} : { password: options.password }),
    lazyConnect: true,
    connectTimeout: CONNECT_TIMEOUT_MS,
    commandTimeout: options.timeoutMs ?? COMMAND_TIMEOUT_MS,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (times) => (connected ? Math.min(times * 100, LONGEST_RECONNECT_DELAY_MS) : null),
  });
  redis.on('error', (error: Error) => {
    lastError = error;
  });
  // A server may accept the connection and then say nothing; the client's own limit covers the accepting only.
  const expiry = setTimeout(() => {
    lastError ??= new Error(`no answer within ${CONNECT_TIMEOUT_MS} ms`);
    redis.disconnect();
  }, CONNECT_TIMEOUT_MS);
  try {
    await redis.connect();
  } catch (error) {
    redis.disconnect();
    throw redisError(lastError ?? (error as Error), address, 'connecting');
  } finally {
    clearTimeout(expiry);
  }
  connected = true;
  reportOutages(redis, address, logger);
  return {
    async run(doing, action) {
      try {
        return await action(redis);
      } catch (error) {
        throw redisError(error as Error, address, doing);
      }
    },
    async close() {
      connected = false;
      await redis.quit().catch(() => redis.disconnect());
    },
  };
}

function reportOutages(redis: Redis, address: string, logger: RedisAddress['logger']): void {
  let down = false;
  redis.on('reconnecting', () => {
    if (!down) logger?.warn({ address }, 'The connection to Redis is lost; trying to connect again.');
    down = true;
  });
  redis.on('ready', () => {
    if (down) logger?.info({ address }, 'Redis is connected again.');
    down = false;
  });
}
