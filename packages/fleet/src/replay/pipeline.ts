import { createAnomalyDetection } from '@aiops/anomaly-detection';
import type { Config } from '@aiops/config';
import { type AnomalyMessage, headers, topics, type WatermarkMessage } from '@aiops/contracts';
import { createSpanService } from '@aiops/data-ingestion';
import {
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
  startTracing,
} from '@aiops/runtime';
import type { CaseNetwork } from './case-network.ts';
import { type ObservedAnalysis, observedAnalysis } from './observed-analysis.ts';
import { settlingBus } from './settling-bus.ts';
import { type TopicReader, topicReader } from './topic-reader.ts';

/** Large, because there is no clock that a batch could keep waiting. */
const BATCH = 5_000;
/** Never: nothing is saved, a replay begins anew. */
const NEVER_MS = 2 ** 31 - 1;
const SERVICE = 'replay';
const metrics = createMetrics(SERVICE);
const logger = createLogger({ service: SERVICE, level: 'silent', format: 'json' });

export interface PipelineOptions {
  readonly config: Config;
  /** Every "<topic>/<partition>" from which anomalies come. */
  readonly origins: readonly string[];
  readonly network: CaseNetwork;
}

/** The services from ingestion to ranking on a bus within this process, without a clock: event time is told to them. */
export interface Pipeline extends Pick<ObservedAnalysis, 'leading' | 'leadingSoon'> {
  /** From now on the topology is another one. */
  setNetwork(network: CaseNetwork): void;
  /** Publishes messages at an event time (epoch ms) and resolves once all has been processed that follows from them. */
  push(messages: readonly OutMessage[], now: number): Promise<void>;
  /** Lets time pass, as the clock of a live fleet does every second. */
  tick(now: number): Promise<void>;
  /** Anomalies and events that were published since the last call, and why records could not be processed. */
  taken(): Promise<{
    readonly anomalies: readonly AnomalyMessage[];
    readonly events: readonly object[];
    readonly refused: readonly string[];
  }>;
  close(): Promise<void>;
}

/** Starts the services on an empty bus, one partition for each topic. */
export async function startPipeline({ config, origins, network }: PipelineOptions): Promise<Pipeline> {
  let current = network;
  let clock = 0;
  const memory = createMemoryBus({ batchSize: BATCH, now: () => clock });
  const bus = settlingBus(memory);
  await createFleetTopics(bus, 1, 1);
  const topology = () => ({ topology: current.topology, status: 'ok' }) as const;
  const resolver = () => current.resolver;
  const analysis = observedAnalysis({ config: config.root_cause_analysis, topology, origins });
  const services: readonly StreamService[] = [
    createSpanService({
      resolver,
      backfillMs: config.data_ingestion.backfill,
      limits: config.data_ingestion.traces,
      engine: 'embedded',
    }),
    createAnomalyDetection({ config: config.anomaly_detection, resolver }),
    analysis.service,
  ];
  const { tracer } = await startTracing({ service: SERVICE, endpoint: undefined });
  const state = createMemoryStateStore();
  const loops: StreamLoop[] = [];
  for (const service of services) {
    const onCrash = (error: Error) => bus.fail(error);
    const checkpoints = { checkpointInterval: NEVER_MS, checkpointMessages: Number.POSITIVE_INFINITY };
    loops.push(
      await startStreamLoop(service, { bus, state, logger, metrics, tracer, ...checkpoints, onCrash }),
    );
  }
  const [anomalies, events, deadLetters] = [topics.anomalies, topics.events, topics.deadLetters].map(
    (topic) => topicReader(bus, topic),
  ) as [TopicReader, TopicReader, TopicReader];
  return {
    setNetwork(network) {
      current = network;
    },
    async push(messages, now) {
      clock = now;
      await bus.publish(messages.map((message) => encode(message, SERVICE)));
      await bus.settled();
    },
    async tick(now) {
      clock = now;
      for (const loop of loops) {
        await loop.tick(now);
        await bus.settled();
      }
    },
    async taken() {
      return {
        anomalies: (await anomalies()).map(({ value }) => JSON.parse(String(value))),
        events: (await events()).map(({ value }) => JSON.parse(String(value))),
        refused: (await deadLetters()).map(
          ({ headers: { [headers.dlqTopic]: topic, [headers.dlqError]: why } }) => `${topic}: ${why}`,
        ),
      };
    },
    leading: analysis.leading,
    leadingSoon: analysis.leadingSoon,
    async close() {
      for (const loop of loops) await loop.abandon();
      await bus.close();
    },
  };
}

/** Says that an origin has come to `at` (epoch ms) in a domain, after so many anomalies. */
export function watermarkOf(origin: string, domain: string, at: number, emitted: number): OutMessage {
  const stamp = new Date(at).toISOString();
  const value: WatermarkMessage = {
    origin,
    timestamp: stamp,
    domains: { [domain]: { watermark: stamp, emitted } },
  };
  return { topic: topics.watermarks, key: origin, value };
}
