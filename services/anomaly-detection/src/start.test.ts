import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { topics } from '@aiops/contracts';
import {
  configSource,
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
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startAnomalyDetection } from './start.ts';

let folder: string;
let lifecycle: Lifecycle;
const logger = createLogger({ service: 'test', level: 'silent', format: 'json' });
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'detection-'));
  lifecycle = new Lifecycle(logger);
});
afterEach(async () => {
  await lifecycle.stop();
  await rm(folder, { recursive: true });
});

test('a running service takes over the rules of a file that was replaced', async () => {
  const file = join(folder, 'aiops.yml');
  const rule = (threshold: number) =>
    `anomaly_detection: {rules: [{name: r, metric: m, threshold: ${threshold}}]}\n`;
  await writeFile(file, rule(90));
  const bus = createMemoryBus();
  await createFleetTopics(bus, 1, 1);
  const crashes: Error[] = [];
  const source = configSource({ file, env: {} });
  const context = {
    config: source.initial,
    configSource: source,
    logger,
    metrics: createMetrics('test'),
    tracer: (await startTracing({ service: 'test', endpoint: undefined })).tracer,
    bus,
    state: createMemoryStateStore(),
    topology: createMemoryTopologyStore(),
    now: Date.now,
    crash: (error: Error) => void crashes.push(error),
  };
  await startAnomalyDetection(context, lifecycle);
  const push = (at: number) => {
    const value = { metric_name: 'm', labels: { instance: 'a' }, values: [[at, 80]] };
    return bus.publish([encode({ topic: topics.metrics, key: null, value }, 'test')]);
  };
  await push(1_700_000_000);
  await writeFile(`${file}.new`, rule(70));
  await rename(`${file}.new`, file);
  let at = 1_700_000_000;
  const anomalies = async () => {
    at += 15;
    await push(at);
    return (await bus.extent(topics.anomalies))[0]?.next ?? 0;
  };
  await expect.poll(anomalies, { timeout: 15_000, interval: 250 }).toBe(1);
  expect(crashes).toEqual([]);
}, 20_000);
