import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { javaCommand } from './java.ts';
import { kafkaLogging, kafkaPom, kafkaProperties } from './kafka-properties.ts';
import { fetchJars } from './maven.ts';
import { freePort, type RunningProcess, startProcess } from './process.ts';

export interface KafkaServerOptions {
  /** A free port unless set. */
  readonly port?: number;
  /** Kept when the server stops; without it, a temporary folder that is removed. */
  readonly dataDir?: string;
}

/** A broker of its own for tests, on the loopback interface. */
export interface KafkaServer {
  readonly bootstrapServers: string;
  readonly port: number;
  /** Everything it has written since its first start. */
  readonly logFile: string;
  pid(): number;
  /** Stops it in order, and removes its data if they are temporary. */
  stop(): Promise<void>;
  /** Ends it at once, as a crash would; its data stay for `restart`. */
  kill(): Promise<void>;
  /** Starts it again on the same port and data, stopping it first if it runs. */
  restart(): Promise<void>;
}

/** Fast to start and slow at full speed: only the first compiler. Not for benchmarks. */
const jvmFlags = ['-XX:TieredStopAtLevel=1', '-XX:+UseG1GC', '-XX:+ExitOnOutOfMemoryError'];
const startTimeoutMs = 120_000;
const run = promisify(execFile);

/** Starts a Kafka 3.9 broker (KRaft, no ZooKeeper, no automatic topics); the first call ever fetches it with Maven. */
export async function startKafka(options: KafkaServerOptions = {}): Promise<KafkaServer> {
  const java = await javaCommand();
  const jars = await fetchJars('kafka', kafkaPom);
  const port = options.port ?? (await freePort());
  const controllerPort = await freePort();
  const folder = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'aiops-kafka-')));
  const logFile = join(folder, 'kafka.log');
  const removeData = async () => {
    if (options.dataDir === undefined) await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  const start = async () => {
    await prepare(java, jars, folder, kafkaProperties(port, controllerPort, join(folder, 'logs')));
    return launch(java, jars, folder, logFile);
  };
  let running: RunningProcess;
  try {
    running = await start();
  } catch (error) {
    await removeData();
    throw error;
  }
  return {
    bootstrapServers: `127.0.0.1:${port}`,
    port,
    logFile,
    pid: () => running.pid,
    async stop() {
      await running.stop();
      await removeData();
    },
    kill: () => running.kill(),
    async restart() {
      await running.stop();
      running = await start();
    },
  };
}

/** Writes the settings and, for a new folder, the storage's identity. */
async function prepare(java: string, jars: string, folder: string, properties: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'server.properties'), properties);
  await writeFile(join(folder, 'log4j.properties'), kafkaLogging);
  if (existsSync(join(folder, 'logs', 'meta.properties'))) return;
  const clusterId = randomBytes(16).toString('base64url');
  await run(java, [
    ...jvmArguments('128m', jars, folder),
    'kafka.tools.StorageTool',
    'format',
    ...['-t', clusterId, '-c', join(folder, 'server.properties')],
  ]).catch((error: Error & { stdout?: string }) => {
    throw new Error(
      `Kafka's storage in ${folder} could not be formatted: ${error.message}${error.stdout ?? ''}`,
    );
  });
}

function launch(java: string, jars: string, folder: string, logFile: string): Promise<RunningProcess> {
  return startProcess({
    name: 'kafka',
    command: java,
    args: [...jvmArguments('512m', jars, folder), 'kafka.Kafka', join(folder, 'server.properties')],
    logFile,
    ready: /Kafka Server started/,
    timeoutMs: startTimeoutMs,
  });
}

function jvmArguments(heap: string, jars: string, folder: string): string[] {
  return [
    `-Xmx${heap}`,
    ...jvmFlags,
    `-Dlog4j.configuration=file:${join(folder, 'log4j.properties')}`,
    '-cp',
    join(jars, '*'),
  ];
}
