import { join } from 'node:path';

/** Where a Flink cluster lives; all its processes on the loopback interface share the folder's settings. */
export interface FlinkPlace {
  readonly folder: string;
  /** REST API and web UI. */
  readonly restPort: number;
  /** Between the processes of the cluster. */
  readonly rpcPort: number;
  /** SQL over REST. */
  readonly gatewayPort: number;
  /** Where the task manager is told what to do. */
  readonly taskPort: number;
  /** Whether Java may take its time to compile what runs long; not unless set. */
  readonly optimised?: boolean;
}

const host = '127.0.0.1';

/** `config.yaml`, with as little memory as a few small jobs need. */
export function flinkConfiguration({ folder, restPort, rpcPort, gatewayPort, taskPort }: FlinkPlace): string {
  const settings = {
    'jobmanager.bind-host': host,
    'jobmanager.rpc.address': host,
    'jobmanager.rpc.port': rpcPort,
    'jobmanager.memory.process.size': '768m',
    'jobmanager.memory.jvm-metaspace.size': '192m',
    'jobmanager.memory.off-heap.size': '64m',
    // The default shares would leave no heap of so little memory.
    'jobmanager.memory.jvm-overhead.min': '64m',
    'jobmanager.memory.jvm-overhead.max': '96m',
    'taskmanager.bind-host': host,
    'taskmanager.host': host,
    'taskmanager.rpc.port': taskPort,
    'taskmanager.numberOfTaskSlots': 8,
    'taskmanager.memory.process.size': '1280m',
    'taskmanager.memory.jvm-metaspace.size': '192m',
    'taskmanager.memory.jvm-overhead.min': '64m',
    'taskmanager.memory.jvm-overhead.max': '96m',
    'taskmanager.memory.network.min': '64m',
    'taskmanager.memory.network.max': '64m',
    // Windows buffer rows in it. A job of ten window operators in one slot does not start with 8 MB.
    'taskmanager.memory.managed.size': '320m',
    'parallelism.default': 1,
    // One that was killed is noticed after two heartbeats, not after half a minute.
    'heartbeat.interval': '1s',
    'heartbeat.timeout': '30s',
    // Figures are asked of the task manager no more often than this; ten seconds unless set.
    'metrics.fetcher.update-interval': '1s',
    'rest.address': host,
    'rest.bind-address': host,
    'rest.port': restPort,
    'io.tmp.dirs': join(folder, 'tmp'),
    'execution.checkpointing.dir': `file://${join(folder, 'checkpoints')}`,
    'execution.checkpointing.interval': '2s',
    'sql-gateway.endpoint.rest.address': host,
    'sql-gateway.endpoint.rest.bind-address': host,
    'sql-gateway.endpoint.rest.port': gatewayPort,
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name}: ${value}\n`)
    .join('');
}

/** Everything to standard output, from where it goes to the log file. */
export const flinkLogging = `rootLogger.level=INFO
rootLogger.appenderRef.console.ref=Console
appender.console.type=Console
appender.console.name=Console
appender.console.layout.type=PatternLayout
appender.console.layout.pattern=%d %p %m (%c)%n
`;

const exported = [
  'java.base/sun.net.util',
  'java.rmi/sun.rmi.registry',
  ...['api', 'file', 'parser', 'tree', 'util'].map((name) => `jdk.compiler/com.sun.tools.javac.${name}`),
  'java.security.jgss/sun.security.krb5',
];
const opened = [
  ...['lang', 'net', 'io', 'nio', 'lang.reflect', 'text', 'time', 'util'].map((name) => `java.${name}`),
  'sun.nio.ch',
  ...['concurrent', 'concurrent.atomic', 'concurrent.locks'].map((name) => `java.util.${name}`),
];

/** Packages of Java 17 that Flink reaches into, and that are closed unless told otherwise. */
export const javaModules: readonly string[] = [
  ...exported.map((name) => `--add-exports=${name}=ALL-UNNAMED`),
  ...opened.map((name) => `--add-opens=java.base/${name}=ALL-UNNAMED`),
];
