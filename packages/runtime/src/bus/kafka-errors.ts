import { AccessRefused, Unavailable } from '../errors.ts';

interface KafkaError {
  readonly name?: string;
  readonly type?: string;
  readonly retriable?: boolean;
  readonly message?: string;
  readonly code?: string | number;
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

/** Answers of a server that does not take our certificate, or misses one. */
const CERTIFICATE_REFUSED = /^ERR_SSL_\w*ALERT\w*(?:CERTIFICATE|UNKNOWN_CA)/;

/** What a server that does not let us in leaves to be done; undefined when that is not the trouble. */
function refusalOf(chain: readonly KafkaError[]): string | undefined {
  const login = chain.find(({ name }) => name === 'KafkaJSSASLAuthenticationError')?.message;
  if (login !== undefined)
    return /not supported/.test(login)
      ? `refused the login (${login}); check KAFKA_SASL_MECHANISM`
      : `refused the login (${login}); check KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD`;
  if (chain.some(({ type }) => type === 'ILLEGAL_SASL_STATE'))
    return 'expects no login on this port; check the port, or remove KAFKA_SASL_MECHANISM';
  if (chain.some(({ code }) => CERTIFICATE_REFUSED.test(String(code))))
    return 'asks for a certificate and does not take ours; check KAFKA_SSL_CERTIFICATE_FILE and KAFKA_SSL_KEY_FILE';
  return undefined;
}

/**
 * A kafkajs error as the runtime's: `Unavailable` when trying again later may work, `AccessRefused` when only other settings
 * help; otherwise a plain error that names the servers.
 */
export function toBusError(error: unknown, servers: string): Error {
  if (error instanceof Unavailable || error instanceof AccessRefused) return error;
  const chain = chainOf(error);
  const refusal = refusalOf(chain);
  if (refusal !== undefined) return new AccessRefused(`Kafka at ${servers} ${refusal}`, { cause: error });
  const reason = chain.at(-1)?.message ?? String(error);
  if (chain.some(({ name }) => unreachable.has(name ?? '')))
    return new Unavailable(
      `Kafka at ${servers} is not reachable: ${reason}; check KAFKA_BOOTSTRAP_SERVERS${hint(chain)}`,
      { cause: error },
    );
  if (isTransient(error))
    return new Unavailable(`Kafka at ${servers} cannot serve this now: ${reason}`, { cause: error });
  return new Error(`Kafka at ${servers} refused: ${reason}`, { cause: error });
}

/** A broker that wants a login says nothing to those who do not log in: it hangs up. */
function hint(chain: readonly KafkaError[]): string {
  const hungUp = chain.some(({ name }) => name === 'KafkaJSConnectionClosedError');
  return hungUp ? ', or, if it wants a login, KAFKA_SASL_MECHANISM' : '';
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
