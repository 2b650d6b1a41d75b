import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Certificates } from './certificates.ts';
import { type Neo4jPlace, neo4jProcess } from './neo4j-process.ts';
import { freePort, startProcess, waitForPort } from './process.ts';

export interface Neo4jOptions {
  /** Free ones unless set. */
  readonly boltPort?: number;
  readonly httpPort?: number;
  /** At least 8 characters; `password123` unless set. */
  readonly password?: string;
  /** Bolt speaks TLS, and nothing else, when given. */
  readonly tls?: Certificates;
}

/** A Neo4j Community of its own on the loopback interface. */
export interface Neo4jServer {
  readonly uri: string;
  readonly user: string;
  readonly password: string;
  /** Of the process that runs now, for signals. */
  readonly pid: number;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
  /** Ends it at once, as a crash would; `restart` brings it back with its data. */
  kill(): Promise<void>;
  /** Starts it again on the same ports and data, ending it first when it runs. */
  restart(): Promise<void>;
  /** Runs one statement over HTTP and resolves to its rows. Rejects when Neo4j answers with an error. */
  query(cypher: string, parameters?: Readonly<Record<string, unknown>>): Promise<unknown[][]>;
}

const user = 'neo4j';
const host = '127.0.0.1';

/** Starts Neo4j from its Maven artefacts (some 150 MB the first time). Rejects when Java or Maven is missing. */
export async function startNeo4j(options: Neo4jOptions = {}): Promise<Neo4jServer> {
  const { password = 'password123', tls } = options;
  const place: Neo4jPlace = {
    home: await mkdtemp(join(tmpdir(), 'aiops-neo4j-')),
    boltPort: options.boltPort ?? (await freePort()),
    httpPort: options.httpPort ?? (await freePort()),
    password,
    ...(tls === undefined ? {} : { tls }),
  };
  const launch = async () => {
    const running = await startProcess(await neo4jProcess(place));
    await waitForPort(place.boltPort);
    await waitForPort(place.httpPort);
    return running;
  };
  let running = await launch().catch((error: Error) => {
    throw new Error(`${error.message}\nThe data of neo4j is kept in ${place.home}`, { cause: error });
  });
  return {
    uri: `${tls === undefined ? 'bolt' : 'bolt+s'}://${host}:${place.boltPort}`,
    user,
    password,
    get pid() {
      return running.pid;
    },
    async stop() {
      await running.stop();
      await rm(place.home, { recursive: true, force: true });
    },
    kill: () => running.kill(),
    async restart() {
      await running.stop();
      running = await launch();
    },
    query: (cypher, parameters = {}) => queryOverHttp(place.httpPort, password, cypher, parameters),
  };
}

async function queryOverHttp(
  port: number,
  password: string,
  statement: string,
  parameters: Readonly<Record<string, unknown>>,
): Promise<unknown[][]> {
  const response = await fetch(`http://${host}:${port}/db/neo4j/tx/commit`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ statements: [{ statement, parameters }] }),
  });
  const { errors, results } = (await response.json()) as {
    errors: { code: string; message: string }[];
    results: { data: { row: unknown[] }[] }[];
  };
  if (errors[0] !== undefined)
    throw new Error(`neo4j: ${errors[0].code}: ${errors[0].message}\n${statement}`);
  return (results[0]?.data ?? []).map(({ row }) => row);
}
