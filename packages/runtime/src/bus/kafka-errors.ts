import { Unavailable } from '../errors.ts';

interface KafkaError {
  readonly name?: string;
  readonly type?: string;
  readonly retriable?: boolean;
  readonly message?: string;
}

const unreachable = new Set([
  'KafkaJSConnectionError',
  'KafkaJSConnectionClosedError',
  'KafkaJSRequestTimeoutError',
  'KafkaJSNoBrokerAvailableError',
  'KafkaJSBrokerNotFound',
  'KafkaJSTimeout',
  'KafkaJSLockTimeout',
]);

const lostMembership = new Set(['ILLEGAL_GENERATION', 'UNKNOWN_MEMBER_ID', 'FENCED_INSTANCE_ID']);

/** The broker's name of a protocol error, wherever it is in the chain of causes. */
export function protocolErrorOf(error: unknown): string | undefined {
  return chainOf(error).find(({ type }) => type !== undefined)?.type;
}

/** Whether this member has been removed from its group, and somebody else may own its partitions. */
export function isMembershipLost(error: unknown): boolean {
  return lostMembership.has(protocolErrorOf(error) ?? '');
}

/** Whether the group is assigning partitions anew, or has done so without this member. */
export function isRebalance(error: unknown): boolean {
  return isMembershipLost(error) || protocolErrorOf(error) === 'REBALANCE_IN_PROGRESS';
}

/** Whether the same request may succeed a little later. */
export function isTransient(error: unknown): boolean {
  const chain = chainOf(error);
  const origin = chain.at(-1);
  return origin?.retriable === true || chain.some(({ name }) => unreachable.has(name ?? ''));
}

/** A kafkajs error as the runtime's: `Unavailable` when trying again later may work; otherwise a plain error that names the servers. */
export function toBusError(error: unknown, servers: string): Error {
  if (error instanceof Unavailable) return error;
  const chain = chainOf(error);
  const reason = chain.at(-1)?.message ?? String(error);
  if (chain.some(({ name }) => unreachable.has(name ?? '')))
    return new Unavailable(`Kafka at ${servers} is not reachable: ${reason}; check KAFKA_BOOTSTRAP_SERVERS`, {
      cause: error,
    });
  if (isTransient(error))
    return new Unavailable(`Kafka at ${servers} cannot serve this now: ${reason}`, { cause: error });
  return new Error(`Kafka at ${servers} refused: ${reason}`, { cause: error });
}

function chainOf(error: unknown): KafkaError[] {
  const chain: KafkaError[] = [];
  let link = error;
  while (link instanceof Error && !chain.includes(link)) {
    chain.push(link);
    link = link.cause;
  }
  return chain;
}
