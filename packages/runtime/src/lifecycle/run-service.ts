import { type Config, describeConfig, InvalidConfig } from '@aiops/config';
import { createFleetTopics } from '../bus/create-topics.ts';
import { openBus, openState, openTopology } from '../connect/adapters.ts';
import { adminRouter } from '../http/admin-router.ts';
import { startHttpServer } from '../http/http-server.ts';
import { createLogger, type Logger } from '../telemetry/logger.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import { startTracing } from '../telemetry/tracing.ts';
import { configSource } from './config-source.ts';
import { createCrash } from './crash.ts';
import { Lifecycle } from './lifecycle.ts';
import { runUntilSignal } from './run-until-signal.ts';
import type { ConfigSource, RunningService, ServiceContext, StartService } from './service-context.ts';

/** Version told in `aiops_build_info`. */
export const VERSION = '0.1.0';

/**
 * Runs one service as a process of its own until SIGTERM, SIGINT or a crash. Resolves to the exit code: 0 stopped
 * cleanly, 1 failed, 2 the configuration is wrong. Nothing is connected before the configuration is valid.
 */
export async function runService(name: string, start: StartService): Promise<number> {
  let source: ConfigSource;
  try {
    source = configSource({ env: process.env });
  } catch (error) {
    if (!(error instanceof InvalidConfig)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
  const { initial: config } = source;
  const logger = createLogger({ service: name, ...config.logging });
  logger.info({ settings: describeConfig(config) }, 'Effective settings.');
  const lifecycle = new Lifecycle(logger);
  const { crashed, crash } = createCrash();
  try {
    return await runUntilSignal({
      logger,
      grace: config.processing.shutdown_grace,
      start: async () => {
        const context = await openContext(name, config, logger, lifecycle, crash);
        await createFleetTopics(
          context.bus,
          config.messaging.kafka.num_partitions,
          config.messaging.kafka.replication_factor,
        );
        const running = await start({ ...context, configSource: source }, lifecycle);
        const http = await serveAdmin(context, lifecycle, running);
        logger.info({ url: http.url }, 'Ready.');
      },
      stop: () => lifecycle.stop(),
      crashed,
    });
  } catch (error) {
    logger.fatal(
      error instanceof Error && error.name !== 'Error' ? {} : { err: error },
      (error as Error).message,
    );
    return 1;
  }
}

/** Connects to bus, state store and topology, in this order. */
export async function openContext(
  name: string,
  config: Config,
  logger: Logger,
  lifecycle: Lifecycle,
  crash: (error: Error) => void,
): Promise<ServiceContext> {
  const tracing = await lifecycle.start(
    'tracing',
    () => startTracing({ service: name, endpoint: config.telemetry.otlp_endpoint }),
    (part) => part.shutdown(),
  );
  const close = (part: { close(): Promise<void> }) => part.close();
  return {
    config,
    logger,
    metrics: createMetrics(VERSION),
    tracer: tracing.tracer,
    bus: await lifecycle.start('bus', () => openBus(config, logger), close),
    state: await lifecycle.start('state', () => openState(config, logger), close),
    topology: await lifecycle.start('topology', () => openTopology(config, logger), close),
    now: Date.now,
    crash,
  };
}

function serveAdmin(context: ServiceContext, lifecycle: Lifecycle, running: RunningService) {
  const { host, port } = context.config.http;
  const admin = adminRouter({
    registry: context.metrics.registry,
    started: () => !lifecycle.stopping,
    parts: running.health,
  });
  return lifecycle.start(
    'http',
    () =>
      startHttpServer({
        purpose: 'health, metrics and API',
        host,
        port,
        setting: 'HTTP_PORT',
        routers: [admin, ...(running.routers ?? [])],
      }),
    (server) => server.close(),
  );
}
