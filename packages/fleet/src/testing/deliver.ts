import { createAnomalyDetection } from '@aiops/anomaly-detection';
import { configSchema } from '@aiops/config';
import { createEntityResolver, type TopicName, topics } from '@aiops/contracts';
import { createInsightsAction, readRunbooks } from '@aiops/insights-action';
import { createRootCauseAnalysis } from '@aiops/root-cause-analysis';
import {
  type Bus,
  createFleetTopics,
  createLogger,
  createMemoryBus,
  createMemoryStateStore,
  createMetrics,
  encode,
  type OutMessage,
  type StreamLoop,
  type StreamService,
  startStreamLoop,
} from '@aiops/runtime';
import { observeBus } from '@aiops/testbed';
import { ProxyTracerProvider } from '@opentelemetry/api';
import { createRandom } from '../demo/noise.ts';
import { demoTopology } from '../demo/rack.ts';

/** How a recorded input reaches the services this time. */
export interface Delivery {
  /** Decides everything below. */
  readonly seed: number;
  /** Largest batch. */
  readonly batchSize: number;
  /** Share of messages that arrive a second time, somewhat later. */
  readonly duplicates: number;
  /** Share of batches after which a service is killed or stopped, and started again. */
  readonly restarts: number;
  /** Any order between partitions and services, instead of taking turns. */
  readonly shuffled: boolean;
}

const PARTITIONS = 3;
const config = configSchema.parse({});
const topology = { version: 'test', as_of: '2026-01-01T00:00:00.000Z', ...demoTopology };
const resolver = createEntityResolver(topology.nodes);
const metrics = createMetrics('test');
const tracer = new ProxyTracerProvider().getTracer('test');
const { runbooks } = await readRunbooks('runbooks');
const logger = createLogger({ service: 'test', level: 'silent', format: 'json' });

function pipeline(): readonly StreamService[] {
  const origins = [topics.metrics, topics.logs, topics.traces].flatMap((topic) =>
    Array.from({ length: PARTITIONS }, (_, partition) => `${topic}/${partition}`),
  );
  return [
    createAnomalyDetection({ config: config.anomaly_detection, resolver: () => resolver }),
    createRootCauseAnalysis({
      config: config.root_cause_analysis,
      topology: () => ({ topology, status: 'ok' }),
      origins,
    }),
    createInsightsAction({
      config: config.insights_action,
      runbooks: () => runbooks,
      onReport: () => undefined,
    }),
  ];
}

/** Delivers an input through the real loops on the in-memory bus; returns what was published, each message once, in a fixed order. */
export async function deliver(
  input: readonly OutMessage[],
  delivery: Delivery,
): Promise<Record<string, string[]>> {
  const random = createRandom(delivery.seed);
  const bus = observeBus(
    createMemoryBus({
      retryDelayMs: 1,
      batchSize: () => 1 + Math.floor(random() * delivery.batchSize),
      ...(delivery.shuffled ? { pick: (candidates) => Math.floor(random() * candidates.length) } : {}),
      now: () => Date.UTC(2030, 0),
    }),
  );
  await createFleetTopics(bus, PARTITIONS, 1);
  await bus.publish(
    withDuplicates(input, delivery.duplicates, random).map((message) => encode(message, 'recorded')),
  );
  const state = createMemoryStateStore();
  const loops: StreamLoop[] = [];
  const restarts = new Set<Promise<void>>();
  for (const [index, service] of pipeline().entries()) await start(index, service);
  await settled();
  // The live clock says twice that nothing more comes: all that was held back is released.
  for (const now of [0, 10 * config.root_cause_analysis.idle_timeout]) {
    for (const loop of [...loops]) await loop.tick(now);
    await settled();
  }
  const outputs = await outputsOf(bus);
  for (const loop of loops) await loop.abandon();
  await bus.close();
  return outputs;

  /** Nothing is left to read, and nobody is being started again, who would read some of it once more. */
  async function settled(): Promise<void> {
    do {
      await Promise.all(restarts);
      await bus.settled();
    } while (restarts.size > 0);
  }

  async function start(index: number, service: StreamService): Promise<void> {
    loops[index] = await startStreamLoop(restarting(index, service), {
      bus,
      state,
      logger,
      metrics,
      tracer,
      checkpointInterval: 600_000,
      checkpointMessages: 1 + Math.floor(random() * 300),
      onCrash: (error) => {
        throw error;
      },
    });
  }

  /** The same service; between two batches the dice may end it, cleanly or not. */
  function restarting(index: number, service: StreamService): StreamService {
    if (delivery.restarts === 0) return service;
    let ending = false;
    return {
      ...service,
      task: (taskState, partition, partitions) => {
        const task = service.task(taskState, partition, partitions);
        return {
          ...task,
          onBatchEnd(emit) {
            task.onBatchEnd?.(emit);
            if (ending || random() >= delivery.restarts) return;
            ending = true;
            const restart = end(index, service, random() < 0.7);
            restarts.add(restart);
            void restart.then(() => restarts.delete(restart));
          },
        };
      },
    };
  }

  async function end(index: number, service: StreamService, killed: boolean): Promise<void> {
    const loop = loops[index];
    await (killed ? loop?.abandon() : loop?.stop());
    await start(index, service);
  }
}

/** What lies on the output topics, each (id, revision) once. */
async function outputsOf(bus: Bus): Promise<Record<string, string[]>> {
  const wanted: readonly TopicName[] = [topics.anomalies, topics.rcaResults, topics.actions];
  const entries = wanted.map(async (topic) => {
    const values = new Map<string, string>();
    for (const [partition, { first, next }] of (await bus.extent(topic)).entries()) {
      for (const record of await bus.read(topic, partition, first, next - first))
        once(values, String(record.value));
    }
    return [topic, [...values].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value)] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** A consumer drops an (id, revision) it has seen; one that comes again with other bytes is a broken promise. */
function once(values: Map<string, string>, text: string): void {
  const { anomaly_id, action_id, incident_id, revision } = JSON.parse(text);
  const id = `${anomaly_id ?? action_id ?? incident_id}.${String(revision ?? 1).padStart(4, '0')}`;
  const seen = values.get(id);
  if (seen !== undefined && seen !== text)
    throw new Error(`${id} was published with two contents:\n${seen}\n${text}`);
  values.set(id, text);
}

/** Some messages come again, a few dozen messages later. */
function withDuplicates(input: readonly OutMessage[], share: number, random: () => number): OutMessage[] {
  const placed = input.map((message, position) => ({ message, position }));
  const again = placed
    .filter(() => random() < share)
    .map(({ message, position }) => ({ message, position: position + 1 + Math.floor(random() * 60) }));
  return [...placed, ...again].sort((a, b) => a.position - b.position).map(({ message }) => message);
}
