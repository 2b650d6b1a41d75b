import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { configSchema } from '@aiops/config';
import { type RcaResult, topics } from '@aiops/contracts';
import { startInsightsAction } from '@aiops/insights-action';
import {
  createFleetTopics,
  createLogger,
  createMemoryBus,
  createMemoryStateStore,
  createMemoryTopologyStore,
  createMetrics,
  encode,
  Lifecycle,
  startHttpServer,
  startTracing,
} from '@aiops/runtime';

const NAME = 'insights-action';

/** insights-action with its page, and the topic that it reads incidents from. */
export interface PageServer {
  readonly url: string;
  publish(results: readonly RcaResult[]): Promise<void>;
  /** How many incidents its API tells. */
  count(): Promise<number>;
  stop(): Promise<void>;
}

/** Builds the page where it is older than its sources, and starts the service on memory adapters. */
export async function startPageServer(): Promise<PageServer> {
  const require = createRequire(import.meta.url);
  const page = dirname(require.resolve('@aiops/console/package.json'));
  await promisify(execFile)(process.execPath, [join(page, 'build.mjs'), '--if-changed']);
  const logger = createLogger({ service: 'bench', level: 'warn', format: 'json' });
  const lifecycle = new Lifecycle(logger);
  const bus = createMemoryBus();
  await createFleetTopics(bus, 3, 1);
  const { tracer } = await startTracing({ service: NAME, endpoint: undefined });
  const context = {
    // Only what the page asks for is measured, not what the limit lets through.
    config: configSchema.parse({ insights_action: { api: { rate_limit: 1_000_000 } } }),
    logger,
    metrics: createMetrics('bench'),
    tracer,
    bus,
    state: createMemoryStateStore(),
    topology: createMemoryTopologyStore(),
    now: Date.now,
    crash(error: Error) {
      throw error;
    },
  };
  const { routers = [] } = await startInsightsAction(context, lifecycle, () => undefined);
  const server = await lifecycle.start(
    'http',
    () => startHttpServer({ purpose: 'bench', host: '127.0.0.1', port: 0, setting: 'HTTP_PORT', routers }),
    (part) => part.close(),
  );
  return {
    url: server.url,
    publish: (results) =>
      bus.publish(
        results.map((value) =>
          encode({ topic: topics.rcaResults, key: value.incident_id ?? '', value }, NAME),
        ),
      ),
    async count() {
      const response = await fetch(`${server.url}/api/v1/incidents?limit=500`);
      const { items } = (await response.json()) as { items: unknown[] };
      return items.length;
    },
    stop: () => lifecycle.stop(),
  };
}
