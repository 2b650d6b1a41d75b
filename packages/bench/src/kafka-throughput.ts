import { setTimeout as sleep } from 'node:timers/promises';
import { createAnomalyDetection } from '@aiops/anomaly-detection';
import { configSchema } from '@aiops/config';
import { createEntityResolver, topics } from '@aiops/contracts';
import {
  type Bus,
  createFleetTopics,
  createKafkaBus,
  createLogger,
  createMetrics,
  createRedisStateStore,
  startStreamLoop,
  startTracing,
} from '@aiops/runtime';
import { type RedisServer, startKafka, startRedis } from '@aiops/testbed';
import { Kafka, logLevel } from 'kafkajs';
import { median } from 'simple-statistics';
import { sampleOf } from './sample-stream.ts';
import { seededRandom } from './seeded-random.ts';

const PARTITIONS = 4;
const SERIES = 2_000;
const ROUNDS = 5;
const CHUNK = 2_000;

interface Timing {
  readonly perSecond: number;
  readonly cpuMicros: number;
}

/**
 * Messages per second of the detection service with its default detectors, state in a real Redis, against the limit: a
 * bare kafkajs consumer that only does JSON.parse, on the same topic of a real Kafka, in alternation.
 */
export async function kafkaThroughput(messages: number): Promise<Record<string, number>> {
  const [kafka, redis] = await Promise.all([startKafka(), startRedis()]);
  const bus = await createKafkaBus({ bootstrapServers: kafka.bootstrapServers, clientId: 'bench' });
  try {
    await createFleetTopics(bus, PARTITIONS, 1);
    await fill(bus, messages);
    const bare: Timing[] = [];
    const service: Timing[] = [];
    for (let round = 1; round <= ROUNDS; round += 1) {
      bare.push(await bareConsumer(kafka.bootstrapServers, messages, round));
      service.push(await detection(bus, redis, messages, round));
      console.error(`kafka: round ${round} of ${ROUNDS}`);
    }
    const limit = median(bare.map(({ perSecond }) => perSecond));
    const reached = median(service.map(({ perSecond }) => perSecond));
    return {
      messages,
      bare_per_second: Math.round(limit),
      detection_per_second: Math.round(reached),
      ratio: Number((reached / limit).toFixed(3)),
      bare_cpu_us: Number(median(bare.map(({ cpuMicros }) => cpuMicros)).toFixed(2)),
      detection_cpu_us: Number(median(service.map(({ cpuMicros }) => cpuMicros)).toFixed(2)),
    };
  } finally {
    await bus.close();
    await kafka.stop();
    await redis.stop();
  }
}

async function fill(bus: Bus, messages: number): Promise<void> {
  const random = seededRandom('kafka');
  for (let from = 0; from < messages; from += CHUNK) {
    const count = Math.min(CHUNK, messages - from);
    const records = Array.from({ length: count }, (_, i) => {
      const { key, value } = sampleOf((from + i) % SERIES, Math.floor((from + i) / SERIES), random);
      return { topic: topics.metrics, key, value: JSON.stringify(value) };
    });
    await bus.publish(records);
  }
}

/** Waits until `done`, and measures from here to there. */
async function measured(messages: number, done: () => Promise<boolean>): Promise<Timing> {
  const started = performance.now();
  const cpu = process.cpuUsage();
  while (!(await done())) await sleep(10);
  const { user, system } = process.cpuUsage(cpu);
  return {
    perSecond: (1000 * messages) / (performance.now() - started),
    cpuMicros: (user + system) / messages,
  };
}

async function bareConsumer(bootstrapServers: string, messages: number, round: number): Promise<Timing> {
  const kafka = new Kafka({ clientId: 'bench', brokers: [bootstrapServers], logLevel: logLevel.NOTHING });
  const consumer = kafka.consumer({ groupId: `bare-${round}`, maxWaitTimeInMs: 500 });
  let seen = 0;
  await consumer.connect();
  await consumer.subscribe({ topics: [topics.metrics], fromBeginning: true });
  await consumer.run({
    eachBatch: async ({ batch }) => {
      for (const { value } of batch.messages) if (JSON.parse(String(value)) !== undefined) seen += 1;
    },
  });
  const timing = await measured(messages, async () => seen >= messages);
  await consumer.disconnect();
  return timing;
}

async function detection(bus: Bus, redis: RedisServer, messages: number, round: number): Promise<Timing> {
  const config = configSchema.parse({});
  const resolver = createEntityResolver([]);
  const service = createAnomalyDetection({ config: config.anomaly_detection, resolver: () => resolver });
  const name = `anomaly-detection-${round}`;
  const state = await createRedisStateStore({ host: redis.host, port: redis.port, prefix: name });
  const metrics = createMetrics('bench');
  const { tracer } = await startTracing({ service: name, endpoint: undefined });
  const loop = await startStreamLoop(
    { ...service, name },
    {
      bus,
      state,
      metrics,
      tracer,
      logger: createLogger({ service: name, level: 'warn', format: 'json' }),
      checkpointInterval: config.processing.checkpoint_interval,
      checkpointMessages: config.processing.checkpoint_messages,
      onCrash: (error) => {
        throw error;
      },
    },
  );
  const consumed = async () => {
    const { values } = await metrics.consumed.get();
    return values.reduce((sum, { value }) => sum + value, 0);
  };
  const timing = await measured(messages, async () => (await consumed()) >= messages);
  await loop.stop();
  await state.close();
  return timing;
}
