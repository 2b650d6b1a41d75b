import { withoutLogin } from '@aiops/config';
import neo4j, { type Driver, type ManagedTransaction, type Session } from 'neo4j-driver';
import { tlsDiagnosis } from '../connect/tls-diagnosis.ts';
import { readTrust } from '../connect/tls-trust.ts';
import { Unavailable } from '../errors.ts';
import { neo4jError } from './neo4j-errors.ts';

export interface Neo4jAddress {
  /** `bolt://host:port`, or `neo4j://` for a cluster. */
  readonly uri: string;
  readonly user: string;
  readonly password: string;
  /** Authorities (PEM) to trust instead of the usual ones; for an address with `+s`. */
  readonly caFile?: string;
  /** Longest time for one call; 30 s for reading and 120 s for writing unless set. */
  readonly timeoutMs?: number;
}

/** What runs in one transaction; it may be run again when the server asks for that. */
export type Work<T> = (transaction: ManagedTransaction) => Promise<T>;

/** What is done within a time limit; `late` is aborted when that is over. */
type Action<T> = (late: AbortSignal) => Promise<T>;

/** A connection whose calls end in bounded time, with errors that say what to do. */
export interface Neo4jConnection {
  read<T>(doing: string, work: Work<T>): Promise<T>;
  write<T>(doing: string, work: Work<T>): Promise<T>;
  /** Runs a statement that must not be part of a transaction with data, such as a constraint. */
  schema(doing: string, statement: string): Promise<void>;
  close(): Promise<void>;
}

const TRUST_OWN = 'TRUST_CUSTOM_CA_SIGNED_CERTIFICATES' as const;
const CONNECT_TIMEOUT_MS = 10_000;
const READ_TIMEOUT_MS = 30_000;
const WRITE_TIMEOUT_MS = 120_000;

/** Connects once and rejects when that fails; later the driver connects again by itself whenever a call needs it. */
export async function connectNeo4j(options: Neo4jAddress): Promise<Neo4jConnection> {
  const { user } = options;
  const uri = withoutLogin(options.uri);
  const driver = createDriver(options);
  const checked = async <T>(doing: string, timeoutMs: number, action: Action<T>): Promise<T> => {
    try {
      return await within(timeoutMs, uri, doing, action);
    } catch (error) {
      throw neo4jError(error as Error, uri, user, doing);
    }
  };
  const inSession = <T>(
    doing: string,
    timeoutMs: number,
    action: (session: Session, late: AbortSignal) => Promise<T>,
  ) =>
    checked(doing, timeoutMs, async (late) => {
      const session = driver.session();
      try {
        return await action(session, late);
      } finally {
        await session.close();
      }
    });
  const readMs = options.timeoutMs ?? READ_TIMEOUT_MS;
  const writeMs = options.timeoutMs ?? WRITE_TIMEOUT_MS;
  try {
    await checked('connecting', CONNECT_TIMEOUT_MS, () => driver.verifyConnectivity());
  } catch (error) {
    await driver.close();
    throw await explained(error as Error, options);
  }
  return {
    read: (doing, work) =>
      inSession(doing, readMs, (session) => session.executeRead(work, { timeout: readMs })),
    write: (doing, work) =>
      inSession(doing, writeMs, (session, late) =>
        session.executeWrite(unlessLate(work, late), { timeout: writeMs }),
      ),
    async schema(doing, statement) {
      await inSession(doing, writeMs, (session) => session.run(statement));
    },
    close: () => driver.close(),
  };
}

/** Rolls back what was given up: the caller has been told that it failed, and may have written something newer since. */
function unlessLate<T>(work: Work<T>, late: AbortSignal): Work<T> {
  return async (transaction) => {
    const result = await work(transaction);
    late.throwIfAborted();
    return result;
  };
}

function createDriver({ uri, user, password, caFile }: Neo4jAddress): Driver {
  // The driver takes encryption either from the address or from here, and its own authorities only from here.
  const address = caFile === undefined ? uri : uri.replace(/^(\w+)\+s:/, '$1:');
  const trust =
    caFile === undefined ? {} : { encrypted: true, trust: TRUST_OWN, trustedCertificates: [caFile] };
  try {
    return neo4j.driver(address, neo4j.auth.basic(user, password), {
      ...trust,
      disableLosslessIntegers: true,
      connectionTimeout: 5_000,
      connectionAcquisitionTimeout: 8_000,
      maxTransactionRetryTime: 5_000,
      telemetryDisabled: true,
    });
  } catch (error) {
    throw new Error(
      `NEO4J_URI "${withoutLogin(uri)}" cannot be used: ${(error as Error).message}; expected bolt://host:port or neo4j://host:port`,
      { cause: error },
    );
  }
}

/** With `neo4j://` the driver says only that it found no server, whatever the reason. */
async function explained(error: Error, { uri, caFile }: Neo4jAddress): Promise<Error> {
  const [, encrypted, host, port = '7687'] =
    /^\w+(\+s)?:\/\/(?:[^/@]*@)?\[?([^/?#\]]+?)\]?(?::(\d+))?(?:[/?#]|$)/.exec(uri) ?? [];
  if (!(error instanceof Unavailable) || host === undefined) return error;
  const files = { ca_file: caFile };
  const diagnosis = await tlsDiagnosis({
    what: `Neo4j at ${withoutLogin(uri)}`,
    host,
    port: Number(port),
    trust: encrypted === undefined ? undefined : readTrust(files),
    switchOn: 'write +s into NEO4J_URI, as in bolt+s://',
    switchOff: 'leave +s out of NEO4J_URI',
    caSetting: 'NEO4J_CA_FILE',
  });
  return diagnosis ?? error;
}

/** The driver waits long, or for ever, for a server that accepts and then says nothing. */
async function within<T>(timeoutMs: number, uri: string, doing: string, action: Action<T>): Promise<T> {
  const late = new AbortController();
  const tooLate = new Unavailable(
    `Neo4j at ${uri} did not answer within ${timeoutMs} ms; check NEO4J_URI (${doing})`,
  );
  let timer: NodeJS.Timeout | undefined;
  const expiry = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      late.abort(tooLate);
      reject(tooLate);
    }, timeoutMs);
  });
  try {
    return await Promise.race([action(late.signal), expiry]);
  } finally {
    clearTimeout(timer);
  }
}
