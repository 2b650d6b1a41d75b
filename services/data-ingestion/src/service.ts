import type { Config } from '@aiops/config';
import type { EntityResolver } from '@aiops/contracts';
import express, { type Router } from 'express';
import { createPollers, defaultPollLags, type PollLags } from './poll/create-pollers.ts';
import { type Repeating, repeat } from './poll/repeat.ts';
import type { Cursors, IngestionCounters, Logger, Publish, SourceHealth } from './ports.ts';
import { createAlertsRouter } from './sources/alertmanager/alerts-router.ts';
import { createKnownAlerts } from './sources/alertmanager/known-alerts.ts';
import { createEventsRouter } from './sources/events.ts';
import { createHostSource, HOST } from './sources/host.ts';
import { OTLP } from './sources/otlp/receiver.ts';
import { createOtlpSource } from './sources/otlp.ts';

export interface DataIngestionOptions {
  readonly config: Config['data_ingestion'];
  readonly publish: Publish;
  readonly cursors: Cursors;
  /** Asked for each message, because the topology changes. */
  readonly resolver: () => EntityResolver;
  /** Epoch ms. */
  readonly now: () => number;
  readonly logger: Logger;
  readonly counters?: IngestionCounters;
  readonly lags?: Partial<PollLags>;
  /** How long (ms) an upstream may take for one answer; 20 s unless set. */
  readonly requestTimeoutMs?: number;
}

/** Sources that make contract messages out of what other systems know, and publish them. */
export interface DataIngestion {
  /** Starts the sources that are configured. Rejects when the OTLP port is taken. */
  start(): Promise<void>;
  /** Stops them in order: nothing new comes in, what is under way is published. */
  stop(): Promise<void>;
  /** `POST /v1/events` and `POST /v1/alerts`, to be mounted by whoever serves HTTP. */
  readonly router: Router;
  /** State of each source that is configured. */
  health(): Readonly<Record<string, SourceHealth>>;
  /** Port of the OTLP receiver while it listens; of use when it was configured as 0. */
  otlpPort(): number | undefined;
}

/** An interval of 0 would keep the process busy with nothing else. */
const SHORTEST_INTERVAL_MS = 100;

export function createDataIngestion(options: DataIngestionOptions): DataIngestion {
  const { config, counters } = options;
  const publish = countingPublish(options.publish, counters);
  const shared = { ...options, publish };
  const known = createKnownAlerts(options.cursors);
  const pollers = createPollers({
    ...shared,
    knownAlerts: known,
    lags: { ...defaultPollLags, ...options.lags },
    ...(counters?.upstreamFailures === undefined ? {} : { failures: counters.upstreamFailures }),
    ...(counters?.refused === undefined ? {} : { refused: counters.refused }),
  });
  const host = config.host.enabled
    ? createHostSource({ ...shared, intervalMs: Math.max(config.host.interval, SHORTEST_INTERVAL_MS) })
    : undefined;
  const otlp = config.otlp.enabled
    ? createOtlpSource({ ...shared, host: config.otlp.host, port: config.otlp.port })
    : undefined;
  const router = express.Router();
  router.use(createEventsRouter(shared), createAlertsRouter({ ...shared, known }));
  let repeating: Repeating[] = [];

  return {
    router,
    async start() {
      await otlp?.start();
      if (host !== undefined) repeating.push(repeat(() => host.round()));
      for (const { poller } of pollers) repeating.push(repeat((signal) => poller.round(signal)));
    },
    async stop() {
      await Promise.all(repeating.map((task) => task.stop()));
      repeating = [];
      await otlp?.stop();
      for (const { close } of pollers) close();
    },
    health() {
      const states = pollers.map(({ source, poller }) => [source, poller.health()] as const);
      return {
        ...Object.fromEntries(states),
        ...(otlp === undefined ? {} : { [OTLP]: otlp.health() }),
        ...(host === undefined ? {} : { [HOST]: host.health() }),
      };
    },
    otlpPort: () => otlp?.port(),
  };
}

/** Counts what the bus acknowledged, once per batch. */
function countingPublish(publish: Publish, counters: IngestionCounters | undefined): Publish {
  const counter = counters?.published;
  if (counter === undefined) return publish;
  return async (messages) => {
    await publish(messages);
    const byTopic = new Map<string, number>();
    for (const { topic } of messages) byTopic.set(topic, (byTopic.get(topic) ?? 0) + 1);
    for (const [topic, count] of byTopic) counter.inc({ topic }, count);
  };
}
