import { type Config, configSchema } from '@aiops/config';
import { type FlinkJob, flinkJobs } from '@aiops/flink';
import {
  type Bus,
  createFleetTopics,
  createKafkaBus,
  encode,
  type Message,
  type OutMessage,
} from '@aiops/runtime';
import { startFlink, startKafka } from '@aiops/testbed';
import { type EmbeddedCost, embeddedCost } from './embedded-cost.ts';
import { type FlinkJobCost, flinkJobCost } from './flink-job-cost.ts';
import {
  figureTask,
  logMessages,
  metricMessages,
  spanMessages,
  spanTask,
  traceRecords,
} from './made-up-input.ts';

const PARTITIONS = 4;

/** What each job costs on a real Flink, and the fleet itself on the same input. */
export interface FlinkThroughput {
  readonly flink: Readonly<Record<string, FlinkJobCost>>;
  readonly embedded: Readonly<Record<string, EmbeddedCost>>;
}

/** Records of each topic that is read: spans, lines, samples. */
export async function flinkThroughput(records: number): Promise<FlinkThroughput> {
  const [kafka, flink] = await Promise.all([startKafka(), startFlink({ optimised: true })]);
  const bus = await createKafkaBus({ bootstrapServers: kafka.bootstrapServers, clientId: 'bench' });
  try {
    await createFleetTopics(bus, PARTITIONS, 1);
    await fill(bus, records);
    const costs: Record<string, FlinkJobCost> = {};
    for (const job of wantedJobs(kafka.bootstrapServers)) {
      console.error(`flink: ${job.name} …`);
      costs[job.name] = await flinkJobCost(flink, job, records);
    }
    return { flink: costs, embedded: embeddedCosts(records) };
  } finally {
    await bus.close();
    await flink.stop();
    await kafka.stop();
  }
}

function wantedJobs(brokers: string): FlinkJob[] {
  const config: Config = configSchema.parse({
    messaging: { kafka: { bootstrap_servers: brokers } },
    stream_processing: { engine: 'flink', rollups: { enabled: true } },
  });
  return flinkJobs(config).filter(({ enabled }) => enabled);
}

async function fill(bus: Bus, records: number): Promise<void> {
  console.error('flink: writing its input …');
  for (const batch of traceRecords(records)) await bus.publish(batch);
  for (const messages of [logMessages(records), metricMessages(records)])
    for (const batch of messages) await bus.publish(batch.map((message) => encode(message, 'bench')));
}

function embeddedCosts(records: number): Record<string, EmbeddedCost> {
  console.error('flink: the same without it …');
  return {
    'span-figures and call-edges': embeddedCost(spanTask('embedded'), spanMessages(records), records),
    'log-counts': embeddedCost(figureTask(), received(logMessages(records)), records),
    rollups: embeddedCost(figureTask(), received(metricMessages(records)), records),
  };
}

/** No stamp lies in the future of it. */
const AFTER_ALL = Date.UTC(2100, 0);

/** Messages as a consumer gets them. */
function* received(batches: Iterable<readonly OutMessage[]>): Generator<Message[]> {
  for (const batch of batches)
    yield batch.map((message) => {
      const { headers = {} } = encode(message, 'bench');
      return { ...message, headers, partition: 0, offset: 0, recordedAt: AFTER_ALL } as Message;
    });
}
