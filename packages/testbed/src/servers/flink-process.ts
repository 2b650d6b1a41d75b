import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fetchJars } from '../install/maven.ts';
import { type FlinkPlace, flinkConfiguration, flinkLogging, javaModules } from './flink-configuration.ts';
import { flinkPins } from './flink-pins.ts';
import { javaCommand } from './java.ts';
import { pomOf } from './pom.ts';
import type { ProcessOptions } from './process.ts';

/** The processes of a Flink session cluster. */
export type FlinkRole = 'jobmanager' | 'taskmanager' | 'sql-gateway';

/** The distribution is no Maven artefact, so it is put together from its parts. */
function flinkPom(): string {
  const { version, kafkaConnector } = flinkPins();
  const flink = (artifact: string) => `org.apache.flink:${artifact}:${version}`;
  return pomOf('flink', [
    ...['flink-clients', 'flink-runtime-web', 'flink-table-planner_2.12', 'flink-table-runtime'].map(flink),
    ...['flink-table-api-java-bridge', 'flink-json', 'flink-cep', 'flink-connector-files'].map(flink),
    ...['flink-connector-base', 'flink-connector-datagen'].map(flink),
    // Listed but not there for this version; the gateway's own jar contains it.
    { artifact: flink('flink-sql-gateway'), without: 'org.apache.flink:flink-sql-gateway-api' },
    kafkaConnector,
    'org.apache.logging.log4j:log4j-slf4j-impl:2.24.3',
  ]);
}
const startTimeoutMs = 120_000;
const run = promisify(execFile);

const roles: Readonly<
  Record<FlinkRole, { readonly main: string; readonly memory?: string; readonly ready: RegExp }>
> = {
  jobmanager: {
    main: 'org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint',
    memory: 'GET_JM_RESOURCE_PARAMS',
    ready: /Rest endpoint listening at/,
  },
  taskmanager: {
    main: 'org.apache.flink.runtime.taskexecutor.TaskManagerRunner',
    memory: 'GET_TM_RESOURCE_PARAMS',
    ready: /Successful registration at resource manager/,
  },
  'sql-gateway': {
    main: 'org.apache.flink.table.gateway.SqlGateway',
    ready: /Rest endpoint listening at/,
  },
};

/** The jars of Flink, some 150 MB from Maven the first time. */
export function flinkJars(): Promise<string> {
  return fetchJars('flink', flinkPom());
}

/** Writes the configuration into a folder and gives what starts one of the cluster's processes. */
export async function flinkProcess(role: FlinkRole, place: FlinkPlace): Promise<ProcessOptions> {
  const java = await javaCommand();
  const classPath = join(await flinkJars(), '*');
  const conf = join(place.folder, 'conf');
  for (const folder of ['conf', 'tmp', 'checkpoints', 'plugins'])
    await mkdir(join(place.folder, folder), { recursive: true });
  await writeFile(join(conf, 'config.yaml'), flinkConfiguration(place));
  await writeFile(join(conf, 'log4j2.properties'), flinkLogging);
  const logging = `-Dlog4j2.configurationFile=file:${join(conf, 'log4j2.properties')}`;
  const { main, memory, ready } = roles[role];
  const [jvm, dynamic] =
    memory === undefined
      ? [['-Xmx256m'], ['-Dsql-gateway.endpoint.rest.address=127.0.0.1']]
      : await memoryOptions(
          java,
          ['-Xmx64m', '-XX:TieredStopAtLevel=1', logging, '-cp', classPath],
          memory,
          conf,
        );
  const own = role === 'jobmanager' ? ['--executionMode', 'cluster'] : [];
  const configuration = role === 'sql-gateway' ? [] : ['--configDir', conf];
  return {
    name: `flink-${role}`,
    command: java,
    args: [
      ...jvm,
      ...(place.optimised === true ? [] : ['-XX:TieredStopAtLevel=1']),
      ...javaModules,
      logging,
      ...['-cp', classPath, main],
      ...configuration,
      ...own,
      ...dynamic,
    ],
    env: { FLINK_CONF_DIR: conf, FLINK_PLUGINS_DIR: join(place.folder, 'plugins') },
    logFile: join(place.folder, `${role}.log`),
    ready,
    timeoutMs: startTimeoutMs,
  };
}

/** Flink's own memory model as options of the JVM and of Flink; a task manager does not start without the latter. */
async function memoryOptions(
  java: string,
  jvm: readonly string[],
  question: string,
  conf: string,
): Promise<[string[], string[]]> {
  const main = 'org.apache.flink.runtime.util.bash.BashJavaUtils';
  const { stdout } = await run(java, [...jvm, main, question, '--configDir', conf]);
  const [forJvm, forFlink] = [...stdout.matchAll(/^BASH_JAVA_UTILS_EXEC_RESULT:(.*)$/gm)].map(
    ([, line = '']) => line.trim().split(/\s+/),
  );
  if (forJvm === undefined || forFlink === undefined)
    throw new Error(`flink: ${question} gave no memory options:\n${stdout.slice(-2_000)}`);
  return [forJvm, forFlink];
}
