import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { configSchema } from '@aiops/config';
import { topics } from '@aiops/contracts';
import {
  createFleetTopics,
  createLogger,
  createMemoryBus,
  createMemoryStateStore,
  createMemoryTopologyStore,
  createMetrics,
  encode,
  Lifecycle,
  startTracing,
} from '@aiops/runtime';
import { expect, test } from 'vitest';
import { startAnomalyDetection } from './start.ts';

test('a running service writes scores to the VictoriaMetrics of its settings', async () => {
  let written = '';
  const server = createServer(async (request, response) => {
    for await (const chunk of request) written += chunk;
    response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const logger = createLogger({ service: 'test', level: 'silent', format: 'json' });
  const lifecycle = new Lifecycle(logger);
  const bus = createMemoryBus();
  await createFleetTopics(bus, 1, 1);
  const context = {
    config: configSchema.parse({
      data_ingestion: { victoriametrics_url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
      anomaly_detection: { scores: { metrics: ['m'] } },
    }),
    logger,
    metrics: createMetrics('test'),
    tracer: (await startTracing({ service: 'test', endpoint: undefined })).tracer,
    bus,
    state: createMemoryStateStore(),
    topology: createMemoryTopologyStore(),
    now: Date.now,
    crash: (error: Error) => expect.unreachable(error.message),
  };
  await startAnomalyDetection(context, lifecycle);
  const value = { metric_name: 'm', labels: { instance: 'a' }, values: [[1_700_000_000, 80]] };
  await bus.publish([encode({ topic: topics.metrics, key: null, value }, 'test')]);
  await expect
    .poll(() => written, { timeout: 15_000 })
    .toContain('aiops_anomaly_score{entity="a",for="m",instance="a"} 0 1700000000000\n');
  await lifecycle.stop();
  server.closeAllConnections();
  server.close();
}, 20_000);
