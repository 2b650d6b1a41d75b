import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadConfig } from '@aiops/config';
import { createLogger, createMetrics, Lifecycle, type ServiceContext } from '@aiops/runtime';
import { afterEach, expect, test, vi } from 'vitest';
import { startFlinkHealth } from './flink-health.ts';

const logger = createLogger({ service: 'test', level: 'silent', format: 'json' });
const lifecycle = new Lifecycle(logger);
const asked: string[] = [];
/** A job manager that was started anew and remembers no jobs. */
const flink = createServer((request, response) => {
  asked.push(request.url ?? '');
  response.end(JSON.stringify({ jobs: [] }));
});
afterEach(async () => {
  await lifecycle.stop();
  flink.close();
});

test('jobs that do not run show in health and metrics, and only where Flink does the work', async () => {
  await new Promise<void>((resolve) => flink.listen(0, '127.0.0.1', resolve));
  const env = {
    KAFKA_BOOTSTRAP_SERVERS: 'kafka:9092',
    FLINK_REST_URL: `http://127.0.0.1:${(flink.address() as AddressInfo).port}`,
  };
  const metrics = createMetrics('test');
  const start = (engine: string) => {
    const config = loadConfig({ env: { ...env, STREAM_PROCESSING_ENGINE: engine } });
    return startFlinkHealth({ config, logger, metrics } as ServiceContext, lifecycle, 'data-ingestion', 20);
  };

  expect((await start('embedded'))()).toEqual({});
  expect(asked).toEqual([]);

  const health = await start('flink');
  await vi.waitFor(() =>
    expect(health()).toEqual({
      flink: {
        up: false,
        required: false,
        detail: expect.stringMatching(/span-figures \(MISSING\): .*aiops flink submit/),
      },
    }),
  );
  const text = await metrics.registry.metrics();
  expect(text).toContain('aiops_flink_job_up{service="data-ingestion",job="span-figures"} 0');
  expect(text).toContain('aiops_dependency_up{service="data-ingestion",dep="flink"} 0');
});
