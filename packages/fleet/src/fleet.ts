import { startAnomalyDetection } from '@aiops/anomaly-detection';
import type { Config } from '@aiops/config';
import type { RcaResult } from '@aiops/contracts';
import { startDataIngestion } from '@aiops/data-ingestion';
import { buildGraph } from '@aiops/graph-builder';
import { startHelloApp } from '@aiops/hello-app';
import { type RunningInsights, startInsightsAction } from '@aiops/insights-action';
import { startRootCauseAnalysis } from '@aiops/root-cause-analysis';
import {
  adminRouter,
  createFleetTopics,
  encode,
  type HttpServer,
  type Lifecycle,
  type OutMessage,
  type RunningService,
  type ServiceContext,
  startHttpServer,
  startTracing,
} from '@aiops/runtime';
import { playScenario } from './demo/player.ts';
import { demoTopology } from './demo/rack.ts';

export interface FleetOptions {
  readonly lifecycle: Lifecycle;
  readonly hello: { readonly host: string; readonly port: number };
  /** Whether to play the built-in scenario. */
  readonly demo: boolean;
  /** The outage of the scenario is repaired when this resolves; without it nothing is simulated after the scenario. */
  readonly repair?: Promise<unknown> | undefined;
  readonly onReport: (report: string, result: RcaResult) => void;
  /** One line per thing that is up, for people. */
  readonly onStarted: (line: string) => void;
  /** Share of the scenario that was played, 0…1. */
  readonly onProgress: (share: number) => void;
}

export interface Fleet {
  readonly apiUrl: string;
  readonly helloUrl: string;
  readonly otlpUrl: string | undefined;
  /** Takes another token of the API until the process ends. */
  readonly addToken: RunningInsights['addToken'];
}

/** In one process nothing is under way for long: a partition silent for this long (ms) holds nobody back. */
const EMBEDDED_IDLE_TIMEOUT = 5_000;

/** All six services in one process, on the adapters of the context; consumers start before producers. */
export async function startFleet(given: ServiceContext, options: FleetOptions): Promise<Fleet> {
  const { lifecycle } = options;
  const context = { ...given, config: withProfile(given.config) };
  await prepareTopics(context);
  await loadTopology(context, options);

  const of = (service: string) => named(context, lifecycle, service);
  const insights = await startInsightsAction(await of('insights-action'), lifecycle, options.onReport);
  const running: Record<string, RunningService> = {
    'insights-action': insights,
    'root-cause-analysis': await startRootCauseAnalysis(await of('root-cause-analysis'), lifecycle),
    'anomaly-detection': await startAnomalyDetection(await of('anomaly-detection'), lifecycle),
  };
  options.onStarted(`${Object.keys(running).join(', ')}`);
  const ingestion = await startDataIngestion(await of('data-ingestion'), lifecycle);
  running['data-ingestion'] = ingestion;
  options.onStarted(`data-ingestion: ${ingestion.description}`);
  const hello = await startHello(context, options, ingestion.otlpUrl);
  options.onStarted(`hello-app: ${hello.url}`);
  const api = await serveApi(context, lifecycle, running);
  options.onStarted(`health, metrics, events, API: ${api.url}/readyz  /metrics  /v1/events  /api/v1`);
  if (options.demo) await startDemo(context, options);
  return {
    apiUrl: api.url,
    helloUrl: hello.url,
    otlpUrl: ingestion.otlpUrl,
    addToken: insights.addToken,
  };
}

/** On the in-memory bus a silent partition is known to be silent much sooner than over a network. */
function withProfile(config: Config): Config {
  if (config.messaging.kafka.bootstrap_servers !== undefined) return config;
  const { root_cause_analysis: rca } = config;
  const idleTimeout = Math.min(rca.idle_timeout, EMBEDDED_IDLE_TIMEOUT);
  return { ...config, root_cause_analysis: { ...rca, idle_timeout: idleTimeout } };
}

/** The context of one service: its name in the log, and a tracer of its own, so that traces name it too. */
async function named(
  context: ServiceContext,
  lifecycle: Lifecycle,
  service: string,
): Promise<ServiceContext> {
  const tracing = await lifecycle.start(
    `${service} tracing`,
    () => startTracing({ service, endpoint: context.config.telemetry.otlp_endpoint }),
    (part) => part.shutdown(),
  );
  return { ...context, logger: context.logger.child({ service }), tracer: tracing.tracer };
}

async function prepareTopics({ bus, config }: ServiceContext): Promise<void> {
  const { num_partitions: partitions, replication_factor: replicationFactor } = config.messaging.kafka;
  await createFleetTopics(bus, partitions, replicationFactor);
}

async function loadTopology(context: ServiceContext, options: FleetOptions): Promise<void> {
  const { config, topology: store, now } = context;
  const built = await buildGraph({
    devicesFile: config.topology.devices,
    topologyFile: config.topology.discovered,
    redfishFile: config.topology.redfish,
    criticality: config.topology.criticality,
    expire: config.topology.expire,
    store,
    publish: (messages) => publish(context, 'graph-builder', messages),
    now,
    ...(options.demo ? { extra: demoTopology } : {}),
  });
  options.onStarted(
    `topology: ${built.nodes} nodes, ${built.edges} links${options.demo ? ', the demo racks included' : ''}`,
  );
}

function publish({ bus }: ServiceContext, service: string, messages: readonly OutMessage[]): Promise<void> {
  return bus.publish(messages.map((message) => encode(message, service)));
}

function startHello(context: ServiceContext, options: FleetOptions, otlpUrl: string | undefined) {
  return options.lifecycle.start(
    'hello-app',
    () =>
      startHelloApp({ ...options.hello, otlpEndpoint: otlpUrl ?? context.config.telemetry.otlp_endpoint }),
    (app) => app.close(),
  );
}

function serveApi(
  context: ServiceContext,
  lifecycle: Lifecycle,
  running: Readonly<Record<string, RunningService>>,
): Promise<HttpServer> {
  const admin = adminRouter({
    registry: context.metrics.registry,
    started: () => !lifecycle.stopping,
    parts: () =>
      Object.fromEntries(
        Object.entries(running).flatMap(([service, { health }]) =>
          Object.entries(health()).map(([part, state]) => [`${service} ${part}`, state]),
        ),
      ),
  });
  const routers = [admin, ...Object.values(running).flatMap((service) => service.routers ?? [])];
  const { host, port } = context.config.http;
  return lifecycle.start(
    'http',
    () => startHttpServer({ purpose: 'health, metrics and API', host, port, setting: 'HTTP_PORT', routers }),
    (server) => server.close(),
  );
}

/** Plays on by itself; the fleet does not wait for the end of it. */
function startDemo(context: ServiceContext, options: FleetOptions): Promise<unknown> {
  const abort = new AbortController();
  return options.lifecycle.start(
    'demo',
    async () => {
      const played = playScenario({
        publish: (messages) => publish(context, 'demo', messages),
        cursors: context.state,
        now: context.now,
        signal: abort.signal,
        onProgress: options.onProgress,
        repair: options.repair,
        onUnavailable: (error) => context.logger.debug({ err: error }, 'The scenario waits.'),
      }).catch((error: Error) => {
        if (!abort.signal.aborted) context.crash(error);
      });
      return { played };
    },
    async ({ played }) => {
      abort.abort();
      await played;
    },
  );
}
