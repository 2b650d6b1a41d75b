import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fetchJars } from '../install/maven.ts';
import type { Certificates } from './certificates.ts';
import { javaCommand } from './java.ts';
import { pomOf } from './pom.ts';
import type { ProcessOptions } from './process.ts';

/** Where a Neo4j lives and how it is reached. */
export interface Neo4jPlace {
  readonly home: string;
  readonly boltPort: number;
  readonly httpPort: number;
  readonly password: string;
  readonly tls?: Certificates;
}

/** The newest version that runs on Java 17. */
const version = '5.26.30';
const host = '127.0.0.1';
/** Some 20 s on a quiet machine without the JIT limit, so this leaves room for a busy one. */
const startTimeoutMs = 150_000;
const pom = pomOf('neo4j', [`org.neo4j:neo4j:${version}`, `org.neo4j.app:neo4j-server:${version}`]);

/** Packages that Neo4j's memory mapping reaches into, which Java 17 closes unless told otherwise. */
const opens = ['java.nio', 'java.io', 'sun.nio.ch', 'java.util.concurrent'].map(
  (name) => `--add-opens=java.base/${name}=ALL-UNNAMED`,
);

/** The jars of Neo4j, some 150 MB from Maven the first time. */
export function neo4jJars(): Promise<string> {
  return fetchJars('neo4j', pom);
}

/** Writes the settings and, for a new folder, the password; gives what starts the server. */
export async function neo4jProcess(place: Neo4jPlace): Promise<ProcessOptions> {
  const java = await javaCommand();
  const { home } = place;
  const classPath = `${join(home, 'conf')}/*:${await neo4jJars()}/*`;
  const env = { NEO4J_HOME: home, NEO4J_CONF: join(home, 'conf') };
  for (const folder of ['conf', 'data', 'logs', 'plugins', 'import', 'run', 'lib', 'licenses'])
    await mkdir(join(home, folder), { recursive: true });
  const lines = Object.entries(await settingsOf(place)).map(([name, value]) => `${name}=${value}\n`);
  await writeFile(join(home, 'conf', 'neo4j.conf'), lines.join(''));
  if (!existsSync(join(home, 'data', 'dbms', 'auth.ini')) && !existsSync(join(home, 'data', 'databases')))
    await setInitialPassword(java, classPath, env, place.password);
  return {
    name: 'neo4j',
    command: java,
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
      classPath,
      'org.neo4j.server.CommunityEntryPoint',
      `--home-dir=${home}`,
      `--config-dir=${join(home, 'conf')}`,
      '--console-mode',
    ],
    env,
    logFile: join(home, 'logs', 'console.log'),
    ready: /\bStarted\./,
    timeoutMs: startTimeoutMs,
  };
}

async function settingsOf(place: Neo4jPlace): Promise<Record<string, string>> {
  return {
    'server.default_listen_address': host,
    'server.default_advertised_address': host,
    'server.bolt.listen_address': `:${place.boltPort}`,
    // With the port, because neo4j:// clients are sent to this address.
    'server.bolt.advertised_address': `:${place.boltPort}`,
    'server.http.listen_address': `:${place.httpPort}`,
    'server.http.advertised_address': `:${place.httpPort}`,
    'server.https.enabled': 'false',
    'server.memory.pagecache.size': '64m',
    'dbms.usage_report.enabled': 'false',
    'db.tx_log.rotation.retention_policy': 'keep_none',
    ...(place.tls === undefined ? {} : await tlsSettings(place.home, place.tls)),
  };
}

/** Neo4j finds key and certificate in a folder of its own, under names of its own. */
async function tlsSettings(home: string, { server }: Certificates): Promise<Record<string, string>> {
  const folder = join(home, 'certificates', 'bolt');
  await mkdir(folder, { recursive: true });
  await copyFile(server.keyFile, join(folder, 'private.key'));
  await copyFile(server.certificateFile, join(folder, 'public.crt'));
  return {
    'server.bolt.tls_level': 'REQUIRED',
    'dbms.ssl.policy.bolt.enabled': 'true',
    'dbms.ssl.policy.bolt.base_directory': folder,
    'dbms.ssl.policy.bolt.client_auth': 'NONE',
  };
}

function setInitialPassword(
  java: string,
  classPath: string,
  env: Readonly<Record<string, string>>,
  password: string,
): Promise<void> {
  const jvm = ['-Xmx128m', '-XX:TieredStopAtLevel=1', ...opens, '-cp', classPath];
  const command = ['org.neo4j.cli.AdminTool', 'dbms', 'set-initial-password', password];
  return new Promise((resolve, reject) =>
    execFile(java, [...jvm, ...command], { env: { ...process.env, ...env } }, (error, stdout, stderr) =>
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
