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
/** Java is still slow when it runs, so it is the one with the least to do. */
const FIRST = 'broken-input';

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
    const messages = await fill(bus, records);
    const costs: Record<string, FlinkJobCost> = {};
    for (const job of wantedJobs(kafka.bootstrapServers)) {
      console.error(`flink: ${job.name} …`);
      // It looks at whole messages of all three topics.
      const read = job.name === FIRST ? messages : records;
      costs[job.name] = await flinkJobCost(flink, job, read);
      console.error(`flink: ${job.name}: ${JSON.stringify(costs[job.name])}`);
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
  const wanted = flinkJobs(config).filter(({ enabled }) => enabled);
  return wanted.toSorted((a, b) => Number(b.name === FIRST) - Number(a.name === FIRST));
}

/** Fills the topics and gives the number of their messages; one of spans holds several. */
async function fill(bus: Bus, records: number): Promise<number> {
  console.error('flink: writing its input …');
  let messages = 2 * records;
  for (const batch of traceRecords(records)) {
    messages += batch.length;
    await bus.publish(batch);
  }
  for (const topic of [logMessages(records), metricMessages(records)])
    for (const batch of topic) await bus.publish(batch.map((message) => encode(message, 'bench')));
  return messages;
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
