import { isIP } from 'node:net';
import { Redis } from 'ioredis';
import { tlsDiagnosis } from '../connect/tls-diagnosis.ts';
import type { TlsTrust } from '../connect/tls-trust.ts';
import { Unavailable } from '../errors.ts';
import type { Logger } from '../telemetry/logger.ts';
import { redisError } from './redis-errors.ts';

export interface RedisAddress {
  readonly host: string;
  readonly port: number;
  /** The user without a name unless set. */
  readonly username?: string;
  readonly password?: string;
  /** Speaks TLS when given. */
  readonly tls?: TlsTrust;
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
    ...(options.username === undefined ? {} : { username: options.username }),
    ...(options.password === undefined ? {} : { password: options.password }),
    ...(options.tls === undefined ? {} : { tls: { ...options.tls, ...serverName(host) } }),
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
    throw await explained(redisError(lastError ?? (error as Error), address, 'connecting'), options);
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

/** A client and a server of which one speaks TLS only tell each other nothing, or hang up. */
async function explained(error: Error, { host, port, tls }: RedisAddress): Promise<Error> {
  if (!(error instanceof Unavailable)) return error;
  const diagnosis = await tlsDiagnosis({
    what: `Redis at ${host}:${port}`,
    host,
    port,
    trust: tls,
    switchOn: 'set REDIS_TLS_ENABLED=true',
    switchOff: 'set REDIS_TLS_ENABLED=false',
    caSetting: 'REDIS_TLS_CA_FILE',
  });
  return diagnosis ?? error;
}

/** Certificates name hosts; an address is compared without one. */
function serverName(host: string): { servername?: string } {
  return isIP(host) === 0 ? { servername: host } : {};
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
