import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetchJars } from '../install/maven.ts';
import { javaCommand } from './java.ts';
import { kafkaVersions } from './kafka-versions.ts';
import { freePort, type ProcessOptions, type RunningProcess, startProcess } from './process.ts';

export interface ZooKeeperOptions {
  /** A free port unless set. */
  readonly port?: number;
  /** Kept when the server stops; without it, a temporary folder that is removed. */
  readonly dataDir?: string;
}

/** A ZooKeeper of its own on the loopback interface. */
export interface ZooKeeperServer {
  /** `host:port`, as Kafka's `zookeeper.connect` wants it. */
  readonly address: string;
  readonly port: number;
  readonly logFile: string;
  pid(): number;
  stop(): Promise<void>;
}

/** How a ZooKeeper is started in a folder; the folder gets its configuration. */
export async function zooKeeperProcess(folder: string, port: number): Promise<ProcessOptions> {
  const command = await javaCommand();
  const { pom, logging } = kafkaVersions['3.9'];
  const jars = await fetchJars('kafka', pom);
  const settings = {
    dataDir: join(folder, 'data'),
    clientPort: port,
    clientPortAddress: '127.0.0.1',
    tickTime: 2000,
    maxClientCnxns: 0,
    'admin.enableServer': false,
    '4lw.commands.whitelist': 'ruok,srvr',
  };
  await mkdir(settings.dataDir, { recursive: true });
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
  await writeFile(join(folder, 'zoo.cfg'), lines.join(''));
  await writeFile(join(folder, logging.file), logging.text);
  const args = [
    '-Xmx128m',
    '-XX:TieredStopAtLevel=1',
    `-D${logging.option}=file:${join(folder, logging.file)}`,
    '-Dzookeeper.jmx.log4j.disable=true',
    ...['-cp', join(jars, '*')],
    'org.apache.zookeeper.server.quorum.QuorumPeerMain',
    join(folder, 'zoo.cfg'),
  ];
  return {
    name: 'zookeeper',
    command,
    args,
    logFile: join(folder, 'zookeeper.log'),
    ready: /binding to port|PrepRequestProcessor \(sid:0\) started/,
  };
}

/** Starts the ZooKeeper that Kafka 3.9 brings with it (3.8.4). */
export async function startZookeeper(options: ZooKeeperOptions = {}): Promise<ZooKeeperServer> {
  const port = options.port ?? (await freePort());
  const folder = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'aiops-zookeeper-')));
  let running: RunningProcess;
  try {
    running = await startProcess(await zooKeeperProcess(folder, port));
  } catch (error) {
    throw new Error(`${(error as Error).message}\nThe data of zookeeper is kept in ${folder}`, {
      cause: error,
    });
  }
  return {
    address: `127.0.0.1:${port}`,
    port,
    logFile: running.logFile,
    pid: () => running.pid,
    async stop() {
      await running.stop();
      if (options.dataDir === undefined) await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
