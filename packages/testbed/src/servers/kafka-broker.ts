import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fetchJars } from '../install/maven.ts';
import { javaCommand } from './java.ts';
import { type BrokerPlace, kafkaProperties } from './kafka-properties.ts';
import { type KafkaLine, kafkaVersions } from './kafka-versions.ts';
import type { ProcessOptions } from './process.ts';

/** A broker that can be started: its line, its folder, and where it listens. */
export interface BrokerOptions extends Omit<BrokerPlace, 'logs'> {
  readonly line: KafkaLine;
  readonly folder: string;
}

/** Fast to start and slow at full speed: only the first compiler. Not for benchmarks. */
const jvmFlags = ['-XX:TieredStopAtLevel=1', '-XX:+UseG1GC', '-XX:+ExitOnOutOfMemoryError'];
const startTimeoutMs = 120_000;
const run = promisify(execFile);

/** The jars of a line, from Maven the first time. */
export function kafkaJars(line: KafkaLine): Promise<string> {
  return fetchJars(line === '4' ? 'kafka4' : 'kafka', kafkaVersions[line].pom);
}

/** Writes the settings and, for a new folder, the storage's identity and the users; gives what starts the broker. */
export async function brokerProcess(options: BrokerOptions): Promise<ProcessOptions> {
  const { line, folder, metadata } = options;
  const java = await javaCommand();
  const jars = await kafkaJars(line);
  const { logging } = kafkaVersions[line];
  const properties = join(folder, 'server.properties');
  const logs = join(folder, 'logs');
  await mkdir(folder, { recursive: true });
  await writeFile(properties, kafkaProperties({ ...options, logs }));
  await writeFile(join(folder, logging.file), logging.text);
  const jvm = (heap: string) => [
    `-Xmx${heap}`,
    ...jvmFlags,
    `-D${logging.option}=file:${join(folder, logging.file)}`,
    ...['-cp', join(jars, '*')],
  ];
  if (!existsSync(join(logs, 'meta.properties'))) {
    const preparation =
      'zookeeper' in metadata
        ? addUser(options, metadata.zookeeper)
        : [...['kafka.tools.StorageTool', 'format'], ...formatArguments(options, properties)];
    if (preparation !== undefined) await prepare(java, [...jvm('128m'), ...preparation], folder);
  }
  return {
    name: 'kafka',
    command: java,
    args: [...jvm('512m'), 'kafka.Kafka', properties],
    logFile: join(folder, 'kafka.log'),
    ready: /Kafka Server started|started \(kafka\.server\.KafkaServer\)/,
    timeoutMs: startTimeoutMs,
  };
}

function formatArguments({ secured }: BrokerOptions, properties: string): string[] {
  const clusterId = randomBytes(16).toString('base64url');
  const users = ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((mechanism) =>
    secured === undefined
      ? []
      : ['--add-scram', `${mechanism}=[name=${secured.user.name},password=${secured.user.password}]`],
  );
  return ['-t', `A${clusterId.slice(1)}`, '-c', properties, ...users];
}

/** With ZooKeeper, users lie there, and are put there before the broker's first start. */
function addUser({ secured }: BrokerOptions, zookeeper: string): string[] | undefined {
  if (secured === undefined) return undefined;
  const { name, password } = secured.user;
  const mechanisms = ['SCRAM-SHA-256', 'SCRAM-SHA-512'].map((each) => `${each}=[password=${password}]`);
  const entity = ['--entity-type', 'users', '--entity-name', name];
  const change = ['--alter', '--add-config', mechanisms.join(',')];
  return ['kafka.admin.ConfigCommand', '--zookeeper', zookeeper, ...change, ...entity];
}

async function prepare(java: string, args: readonly string[], folder: string): Promise<void> {
  try {
    await run(java, args);
  } catch (error) {
    const { message, stdout } = error as Error & { stdout?: string };
    throw new Error(`Kafka's storage in ${folder} could not be prepared: ${message}${stdout ?? ''}`, {
      cause: error,
    });
  }
}
