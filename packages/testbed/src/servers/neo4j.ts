import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { javaCommand } from './java.ts';
import { fetchJars } from './maven.ts';
import { freePort, type RunningProcess, startProcess, waitForPort } from './process.ts';

export interface Neo4jOptions {
  /** Free ones unless set. */
  readonly boltPort?: number;
  readonly httpPort?: number;
  /** At least 8 characters; `password123` unless set. */
  readonly password?: string;
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

interface Place {
  readonly java: string;
  readonly jars: string;
  readonly home: string;
  readonly boltPort: number;
  readonly httpPort: number;
}

/** The newest version that runs on Java 17. */
const version = '5.26.30';
const user = 'neo4j';
const host = '127.0.0.1';
/** Some 20 s on a quiet machine without the JIT limit, so this leaves room for a busy one. */
const startTimeoutMs = 150_000;

const pom = `<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>aiops.testbed</groupId>
  <artifactId>neo4j</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>org.neo4j</groupId><artifactId>neo4j</artifactId><version>${version}</version></dependency>
    <dependency><groupId>org.neo4j.app</groupId><artifactId>neo4j-server</artifactId><version>${version}</version></dependency>
  </dependencies>
</project>
`;

/** Packages that Neo4j's memory mapping reaches into, which Java 17 closes unless told otherwise. */
const opens = ['java.nio', 'java.io', 'sun.nio.ch', 'java.util.concurrent'].map(
  (name) => `--add-opens=java.base/${name}=ALL-UNNAMED`,
);

/** Starts Neo4j from its Maven artefacts (some 150 MB the first time). Rejects when Java or Maven is missing. */
export async function startNeo4j(options: Neo4jOptions = {}): Promise<Neo4jServer> {
  const jars = await fetchJars('neo4j', pom);
  const place: Place = {
    java: await javaCommand(),
    jars,
    home: await mkdtemp(join(tmpdir(), 'aiops-neo4j-')),
    boltPort: options.boltPort ?? (await freePort()),
    httpPort: options.httpPort ?? (await freePort()),
  };
  const password = options.password ?? 'password123';
  await writeConfiguration(place);
  await setInitialPassword(place, password);
  let running = await launch(place);
  return {
    uri: `bolt://${host}:${place.boltPort}`,
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
      running = await launch(place);
    },
    query: (cypher, parameters = {}) => queryOverHttp(place.httpPort, password, cypher, parameters),
  };
}

async function writeConfiguration({ home, boltPort, httpPort }: Place): Promise<void> {
  for (const folder of ['conf', 'data', 'logs', 'plugins', 'import', 'run', 'lib', 'licenses'])
    await mkdir(join(home, folder), { recursive: true });
  const settings = {
    'server.default_listen_address': host,
    'server.default_advertised_address': host,
    'server.bolt.listen_address': `:${boltPort}`,
    // With the port, because neo4j:// clients are sent to this address.
    'server.bolt.advertised_address': `:${boltPort}`,
    'server.http.listen_address': `:${httpPort}`,
    'server.http.advertised_address': `:${httpPort}`,
    'server.https.enabled': 'false',
    'server.memory.pagecache.size': '64m',
    'dbms.usage_report.enabled': 'false',
    'db.tx_log.rotation.retention_policy': 'keep_none',
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
  await writeFile(join(home, 'conf', 'neo4j.conf'), lines.join(''));
}

function setInitialPassword(place: Place, password: string): Promise<void> {
  const args = [
    '-Xmx128m',
    '-XX:TieredStopAtLevel=1',
    ...opens,
    '-cp',
    classPath(place),
    'org.neo4j.cli.AdminTool',
    'dbms',
    'set-initial-password',
    password,
  ];
  return new Promise((resolve, reject) =>
    execFile(place.java, args, { env: environment(place) }, (error, stdout, stderr) =>
      error === null
        ? resolve()
        : reject(
            new Error(
              `neo4j: the initial password could not be set: ${`${stdout}${stderr}`.trim() || error.message}`,
            ),
          ),
    ),
  );
}

async function launch(place: Place): Promise<RunningProcess> {
  const running = await startProcess({
    name: 'neo4j',
    command: place.java,
    // Heap settings in neo4j.conf are ignored when the class is started directly. C1 alone halves the start-up.
    args: [
      '-Xms512m',
      '-Xmx512m',
      '-XX:TieredStopAtLevel=1',
      '-XX:+UseSerialGC',
      '-XX:+DisableExplicitGC',
      '-XX:+ExitOnOutOfMemoryError',
      '-Dio.netty.tryReflectionSetAccessible=true',
      '-Dlog4j2.disable.jmx=true',
      '-Dfile.encoding=UTF-8',
      ...opens,
      '-cp',
      classPath(place),
      'org.neo4j.server.CommunityEntryPoint',
      `--home-dir=${place.home}`,
      `--config-dir=${join(place.home, 'conf')}`,
      '--console-mode',
    ],
    env: environment(place),
    logFile: join(place.home, 'logs', 'console.log'),
    ready: /\bStarted\./,
    timeoutMs: startTimeoutMs,
  });
  await waitForPort(place.boltPort);
  await waitForPort(place.httpPort);
  return running;
}

function classPath({ home, jars }: Place): string {
  return `${join(home, 'conf')}/*:${jars}/*`;
}

function environment({ home }: Place): Record<string, string> {
  return { ...(process.env as Record<string, string>), NEO4J_HOME: home, NEO4J_CONF: join(home, 'conf') };
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
