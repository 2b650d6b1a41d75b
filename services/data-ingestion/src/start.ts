import {
  encode,
  type Health,
  type Lifecycle,
  occurrence,
  type RunningService,
  type ServiceContext,
  type StreamLoop,
  startStream,
  startTopology,
} from '@aiops/runtime';
import { startFlinkHealth } from './flink-health.ts';
import type { SourceHealth } from './ports.ts';
import { createDataIngestion } from './service.ts';
import { createSpanService, SPAN_SERVICE } from './spans/span-service.ts';
import { createFigureService } from './streams/figure-service.ts';
import { tracedPublish, withoutReceivedSpans } from './traced-publish.ts';

/** data-ingestion at work, with what others need to know of it. */
export interface RunningIngestion extends RunningService {
  /** Base URL of the OTLP/HTTP receiver, when there is one. */
  readonly otlpUrl: string | undefined;
  /** What it reads, in words. */
  readonly description: string;
}

const NAME = SPAN_SERVICE;

/** Runs data-ingestion on a context's adapters. */
export async function startDataIngestion(
  context: ServiceContext,
  lifecycle: Lifecycle,
): Promise<RunningIngestion> {
  const { bus, config, metrics } = context;
  const view = await startTopology(context, lifecycle);
  const count = (what: string) => occurrence(metrics, NAME, what);
  const spans = createSpanService({
    resolver: view.resolver,
    backfillMs: config.data_ingestion.backfill,
    limits: config.data_ingestion.traces,
    engine: config.stream_processing.engine,
    counters: {
      duplicates: count('duplicate_span'),
      late: count('late_span'),
      future: count('future_stamp'),
      capped: count('capped_span'),
    },
  });
  const loop = await startStream(
    { ...context, tracer: withoutReceivedSpans(context.tracer) },
    lifecycle,
    spans,
  );
  const figures =
    config.stream_processing.engine === 'embedded' ? await startFigures(context, lifecycle) : undefined;
  const { internal_url: internal, url } = config.insights_action.alertmanager;
  const ingestion = createDataIngestion({
    config: {
      ...config.data_ingestion,
      alertmanager_url: config.data_ingestion.alertmanager_url ?? internal ?? url,
    },
    publish: tracedPublish(
      (messages) => bus.publish(messages.map((message) => encode(message, NAME))),
      context.tracer,
    ),
    cursors: context.state,
    resolver: view.resolver,
    now: context.now,
    logger: context.logger,
    counters: {
      published: {
        inc: (labels, by = 1) => metrics.produced.inc({ service: NAME, topic: labels?.topic ?? '' }, by),
      },
      refused: count('refused_item'),
      upstreamFailures: count('upstream_failure'),
    },
  });
  await lifecycle.start(
    NAME,
    () => ingestion.start(),
    () => ingestion.stop(),
  );
  const flink = await startFlinkHealth(context, lifecycle, NAME);
  const port = ingestion.otlpPort();
  const otlpUrl =
    port === undefined ? undefined : `http://${reachable(config.data_ingestion.otlp.host)}:${port}`;
  return {
    health: () => ({
      loop: loop.healthy(),
      ...(figures === undefined ? {} : { figures: figures.healthy() }),
      ...optional(ingestion.health()),
      ...flink(),
    }),
    routers: [ingestion.router],
    otlpUrl,
    description: Object.keys(ingestion.health()).join(', ') + (otlpUrl === undefined ? '' : ` on ${otlpUrl}`),
  };
}

/** Counts lines and rolls up samples in this process, where Flink does not. */
function startFigures(context: ServiceContext, lifecycle: Lifecycle): Promise<StreamLoop> {
  const { watermark_delay: latenessMs, idle_timeout: idleMs, rollups } = context.config.stream_processing;
  const late = occurrence(context.metrics, NAME, 'late_record');
  return startStream(
    context,
    lifecycle,
    createFigureService({ latenessMs, idleMs, rollups: rollups.enabled, late }),
  );
}

/** A source that is away leaves the others at work; what it has is fetched later. */
function optional(sources: Readonly<Record<string, SourceHealth>>): Readonly<Record<string, Health>> {
  return Object.fromEntries(
    Object.entries(sources).map(([name, health]) => [name, { ...health, required: false }]),
  );
}

/** An address that listens on all interfaces is reached at loopback from here. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
