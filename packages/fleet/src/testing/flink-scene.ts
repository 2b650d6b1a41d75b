import { type Config, configSchema } from '@aiops/config';
import { topicNames } from '@aiops/contracts';
import { createSqlGateway, flinkJobs, statementsOf } from '@aiops/flink';
import { type Bus, createFleetTopics, createKafkaBus } from '@aiops/runtime';
import {
  type FlinkOptions,
  type FlinkServer,
  type KafkaServer,
  startFlink,
  startKafka,
} from '@aiops/testbed';
import { until } from './until.ts';

/** Topics of its own on the broker of a scene, and the jobs that read and write them. */
export interface FlinkWorld {
  readonly bus: Bus;
  readonly config: Config;
  /** Starts a job of `config/flink` and gives its id. */
  submit(job: string, options?: SubmitOptions): Promise<string>;
}

export interface SubmitOptions {
  /** Tables that are read up to where they end now. The job ends there, after all windows were told. */
  readonly upToNow?: readonly string[];
  /** Statements that are run after the tables were made, before the job is. */
  readonly altered?: readonly string[];
  /** What is done to a statement before it is run. */
  readonly rewrite?: (statement: string) => string;
}

/** Kafka and a Flink cluster, started once for the tests of a file. */
export interface FlinkScene {
  readonly flink: FlinkServer;
  readonly kafka: KafkaServer;
  /** Makes topics of which no other test knows. */
  world(name: string, partitions: number, settings?: object): Promise<FlinkWorld>;
  /** How a job is: `RUNNING`, `FINISHED`, `RESTARTING`. */
  state(jobId: string): Promise<string>;
  /** Resolves once a job has ended by itself. Rejects when it failed. */
  finished(jobId: string, timeoutMs?: number): Promise<void>;
  cancel(jobId: string): Promise<void>;
  stop(): Promise<void>;
}

const FOLDER = new URL('../../../../config/flink', import.meta.url).pathname;

/** Starts the servers. */
export async function startFlinkScene(options?: FlinkOptions): Promise<FlinkScene> {
  const [flink, kafka] = await Promise.all([startFlink(options), startKafka()]);
  return flinkScene(flink, kafka);
}

/** A scene on servers that run already; they are stopped with it. */
export function flinkScene(flink: FlinkServer, kafka: KafkaServer): FlinkScene {
  const opened: Bus[] = [];
  const state = async (jobId: string) => {
    const answer = await fetch(`${flink.url}/jobs/${jobId}`);
    return ((await answer.json()) as { state?: string }).state ?? 'UNKNOWN';
  };
  return {
    flink,
    kafka,
    state,
    async world(name, partitions, settings = {}) {
      const topics = Object.fromEntries(topicNames.map((topic) => [topic, `${name}.${topic}`]));
      const bus = await createKafkaBus({ bootstrapServers: kafka.bootstrapServers, clientId: name, topics });
      opened.push(bus);
      await createFleetTopics(bus, partitions, 1);
      const config = configSchema.parse({
        ...settings,
        messaging: { kafka: { bootstrap_servers: kafka.bootstrapServers, topics } },
      });
      return { bus, config, submit: (job, options = {}) => submit(flink, config, job, options) };
    },
    async finished(jobId, timeoutMs = 240_000) {
      const end = await until(
        `job ${jobId} ends`,
        async () => {
          const now = await state(jobId);
          return ['FINISHED', 'FAILED', 'CANCELED'].includes(now) && now;
        },
        timeoutMs,
      );
      if (end !== 'FINISHED') throw new Error(`job ${jobId} is ${end}: ${await causeOf(flink, jobId)}`);
    },
    async cancel(jobId) {
      await fetch(`${flink.url}/jobs/${jobId}?mode=cancel`, { method: 'PATCH' });
      await until(`job ${jobId} is cancelled`, async () => (await state(jobId)) === 'CANCELED');
    },
    async stop() {
      await Promise.all(opened.map((bus) => bus.close()));
      await Promise.all([flink.stop(), kafka.stop()]);
    },
  };
}

async function submit(
  { gatewayUrl }: FlinkServer,
  config: Config,
  name: string,
  { upToNow = [], altered = [], rewrite = (statement) => statement }: SubmitOptions,
): Promise<string> {
  const job = flinkJobs(config, FOLDER).find((one) => one.name === name);
  if (job === undefined) throw new Error(`config/flink has no job ${name}`);
  const gateway = createSqlGateway({ url: gatewayUrl });
  const statements = statementsOf(job.sql).map(rewrite);
  const first = statements.findIndex((statement) => /CREATE TEMPORARY VIEW|INSERT INTO/.test(statement));
  const bounded = upToNow.map((table) => `ALTER TABLE ${table} SET ('scan.bounded.mode' = 'latest-offset')`);
  try {
    const { jobId } = await gateway.run(statements.toSpliced(first, 0, ...bounded, ...altered));
    if (jobId === undefined) throw new Error(`${name} started no job`);
    return jobId;
  } finally {
    await gateway.close();
  }
}

async function causeOf({ url }: FlinkServer, jobId: string): Promise<string> {
  const answer = await fetch(`${url}/jobs/${jobId}/exceptions`);
  const { exceptionHistory } = (await answer.json()) as {
    exceptionHistory?: { entries?: { stacktrace?: string }[] };
  };
  return exceptionHistory?.entries?.[0]?.stacktrace?.slice(0, 2_000) ?? 'it says nothing';
}
