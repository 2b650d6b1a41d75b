import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrokerOptions, brokerProcess } from './kafka-broker.ts';
import { type KafkaSecurity, type SecuredListener, securedListeners } from './kafka-properties.ts';
import type { KafkaLine } from './kafka-versions.ts';
import { freePort, type RunningProcess, startProcess } from './process.ts';
import { startZookeeper } from './zookeeper.ts';

export interface KafkaServerOptions {
  /** A free port unless set. */
  readonly port?: number;
  /** Kept when the server stops; without it, a temporary folder that is removed. */
  readonly dataDir?: string;
  /** Where the broker keeps its metadata: with itself, or in a ZooKeeper that is started with it; `kraft` unless set. */
  readonly mode?: 'kraft' | 'zookeeper';
  /** `3.9` unless set. Kafka 4 has no ZooKeeper mode. */
  readonly version?: KafkaLine;
  /** Adds listeners with TLS and logins beside the open one. */
  readonly security?: KafkaSecurity;
}

/** A broker of its own for tests, on the loopback interface. */
export interface KafkaServer {
  readonly bootstrapServers: string;
  readonly port: number;
  /** Everything it has written since its first start. */
  readonly logFile: string;
  /** `host:port` of a secured listener. Throws when the broker was started without security. */
  secured(listener: SecuredListener): string;
  pid(): number;
  /** Stops it in order, and removes its data if they are temporary. */
  stop(): Promise<void>;
  /** Ends it at once, as a crash would; its data stay for `restart`. */
  kill(): Promise<void>;
  /** Starts it again on the same port and data, stopping it first if it runs. */
  restart(): Promise<void>;
}

/** Starts a single Kafka broker without automatic topics; the first call ever fetches it with Maven. */
export async function startKafka(options: KafkaServerOptions = {}): Promise<KafkaServer> {
  const { version: line = '3.9', mode = 'kraft', security } = options;
  if (line === '4' && mode === 'zookeeper') throw new Error('Kafka 4 has no ZooKeeper mode; use version 3.9');
  const port = options.port ?? (await freePort());
  const folder = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'aiops-kafka-')));
  const removeData = async () => {
    if (options.dataDir === undefined) await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  const zookeeper =
    mode === 'zookeeper' ? await startZookeeper({ dataDir: join(folder, 'zookeeper') }) : undefined;
  const ports = security === undefined ? undefined : await securedPorts();
  const broker: BrokerOptions = {
    line,
    folder,
    port,
    metadata:
      zookeeper === undefined ? { controllerPort: await freePort() } : { zookeeper: zookeeper.address },
    ...(security === undefined || ports === undefined ? {} : { secured: { ...security, ports } }),
  };
  const start = async () => startProcess(await brokerProcess(broker));
  let running: RunningProcess;
  try {
    running = await start();
  } catch (error) {
    await zookeeper?.stop();
    throw new Error(`${(error as Error).message}\nThe data of kafka is kept in ${folder}`, { cause: error });
  }
  return {
    bootstrapServers: `127.0.0.1:${port}`,
    port,
    logFile: running.logFile,
    secured(listener) {
      if (ports === undefined) throw new Error('this broker was started without security');
      return `127.0.0.1:${ports[listener]}`;
    },
    pid: () => running.pid,
    async stop() {
      await running.stop();
      await zookeeper?.stop();
      await removeData();
    },
    kill: () => running.kill(),
    async restart() {
      await running.stop();
      running = await start();
    },
  };
}

async function securedPorts(): Promise<Record<SecuredListener, number>> {
  const ports = await Promise.all(securedListeners.map(async (name) => [name, await freePort()] as const));
  return Object.fromEntries(ports) as Record<SecuredListener, number>;
}
