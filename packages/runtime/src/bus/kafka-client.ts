import { Kafka, type LogEntry, logLevel, type RetryOptions, type SASLOptions } from 'kafkajs';
import type { TlsTrust } from '../connect/tls-trust.ts';
import type { BusLogger } from './bus-logger.ts';

export interface KafkaClientOptions {
  /** `host:port`, comma separated. */
  readonly bootstrapServers: string;
  readonly clientId: string;
  /** Speaks TLS when given. */
  readonly tls?: TlsTrust;
  /** Logs in when given. */
  readonly sasl?: KafkaLogin;
}

/** How we log in to Kafka. */
export interface KafkaLogin {
  readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
  readonly username: string;
  readonly password: string;
}

/**
 * How kafkajs repeats a request. Retries of a request and of its connection multiply, so few of each already take some
 * seconds; whoever called decides whether to wait longer.
 */
export const retryPolicy: RetryOptions = { initialRetryTime: 200, retries: 3, maxRetryTime: 2_000 };

const connectTimeoutMs = 2_500;

/**
 * A kafkajs client of its own for each use: clients keep a cache of committed offsets that members of the same group must
 * not share, and change the options that they are given.
 */
export function createClient(options: KafkaClientOptions, logger: BusLogger): Kafka {
  const { bootstrapServers, clientId, tls, sasl } = options;
  const brokers = bootstrapServers.split(',').map((server) => server.trim());
  return new Kafka({
    clientId,
    brokers: brokers.filter((server) => server !== ''),
    connectionTimeout: connectTimeoutMs,
    ...(tls === undefined ? {} : { ssl: { ...tls } }),
    // Always a new object: kafkajs keeps the login it made of one in it, and would go on with an old password.
    ...(sasl === undefined ? {} : { sasl: { ...sasl } as SASLOptions }),
    retry: { ...retryPolicy },
    logLevel: logLevel.INFO,
    logCreator: () => (entry) => report(entry, logger),
  });
}

/** Parts of kafkajs whose entries say something about a group; all others report requests and connections. */
const groupParts = new Set(['Consumer', 'ConsumerGroup', 'Runner']);

/**
 * What kafkajs calls an error it mends by itself, or its caller learns of it; and a rebalance is no warning. So entries about
 * a group come one level lower, and those about requests, of which an outage brings hundreds, are for debugging.
 */
function report({ namespace, level, log }: LogEntry, logger: BusLogger): void {
  const { message, timestamp: _, logger: source, ...fields } = log;
  const text = `${source} ${namespace}: ${message}`;
  if (message.startsWith('Offset out of range')) {
    logger.warn(
      fields,
      `Records of ${fields.topic}/${fields.partition} were deleted before group ${fields.groupId} read them; going on with the oldest.`,
    );
  } else if (!groupParts.has(namespace)) logger.debug(fields, text);
  else if (level === logLevel.ERROR) logger.warn(fields, text);
  else if (level === logLevel.WARN) logger.info(fields, text);
  else logger.debug(fields, text);
}
