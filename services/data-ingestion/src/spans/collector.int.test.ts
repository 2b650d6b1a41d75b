import { configSchema } from '@aiops/config';
import { topics } from '@aiops/contracts';
import {
  adminRouter,
  type Bus,
  createFleetTopics,
  createLogger,
  createMemoryStateStore,
  createMemoryTopologyStore,
  createMetrics,
  Lifecycle,
  openBus,
  startHttpServer,
} from '@aiops/runtime';
import { startKafka, startOtelCollector, startTempo } from '@aiops/testbed';
import { ProxyTracerProvider } from '@opentelemetry/api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDataIngestion } from '../start.ts';

const stopping: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const stop of stopping.splice(0).reverse()) await stop();
});
const stopLater = <T extends { stop(): Promise<unknown> }>(server: T): T => {
  stopping.push(() => server.stop());
  return server;
};

const logger = createLogger({ service: 'test', level: 'silent', format: 'json' });
const state = createMemoryStateStore();
const crashes: Error[] = [];
let kafka: Awaited<ReturnType<typeof startKafka>>;
let tempo: Awaited<ReturnType<typeof startTempo>>;
let collector: Awaited<ReturnType<typeof startOtelCollector>>;
beforeAll(async () => {
  kafka = stopLater(await startKafka());
  tempo = stopLater(await startTempo());
  await createFleetTopics(await connect(), 3, 1);
  const addresses = { 'kafka:29092': kafka.bootstrapServers, 'tempo:4317': `127.0.0.1:${tempo.ports.grpc}` };
  collector = stopLater(await startOtelCollector({ addresses }));
}, 90 * 60_000);

const settings = (more: object = {}) =>
  configSchema.parse({
    messaging: { kafka: { bootstrap_servers: kafka.bootstrapServers } },
    data_ingestion: { host: { enabled: false }, otlp: { enabled: false }, interval: '1s', ...more },
    processing: { checkpoint_interval: '500ms' },
  });

async function connect(): Promise<Bus> {
  const bus = await openBus(settings(), logger);
  stopping.push(() => bus.close());
  return bus;
}

/** One instance of the service, with the answer of its /readyz and its counts. */
async function startInstance(more?: object) {
  const metrics = createMetrics('test');
  const lifecycle = new Lifecycle(logger);
  stopping.push(() => lifecycle.stop());
  const running = await startDataIngestion(
    {
      config: settings(more),
      logger,
      metrics,
      tracer: new ProxyTracerProvider().getTracer('test'),
      bus: await connect(),
      state,
      topology: createMemoryTopologyStore(),
      now: Date.now,
      crash: (error) => void crashes.push(error),
    },
    lifecycle,
  );
  const admin = await startHttpServer({
    purpose: 'test',
    host: '127.0.0.1',
    port: 0,
    setting: 'HTTP_PORT',
    routers: [adminRouter({ registry: metrics.registry, started: () => true, parts: running.health })],
  });
  stopping.push(() => admin.close());
  return {
    lifecycle,
    readyz: async () => (await fetch(`${admin.url}/readyz`)).json() as Promise<{ parts: object }>,
    async duplicates() {
      const { values } = await metrics.occurrences.get();
      return values.find(({ labels }) => labels.what === 'duplicate_span')?.value ?? 0;
    },
  };
}

const SPANS = 40;
const hex = (n: number, length: number) => n.toString(16).padStart(length, 'c');

/** Sends a request of traces with two services to the Collector; the spans begin so many ms ago. */
async function send(agoMs: number): Promise<void> {
  const start = Date.now() - agoMs;
  const resourceSpans = ['shop', 'db'].map((name, service) => ({
    resource: { attributes: [{ key: 'service.name', value: { stringValue: name } }] },
    scopeSpans: [
      {
        spans: Array.from({ length: SPANS / 2 }, (_, i) => ({
          traceId: hex(i + 1, 32),
          spanId: hex(100 * service + i + 1, 16),
          ...(service === 1 ? { parentSpanId: hex(i + 1, 16) } : {}),
          name: 'request',
          kind: 2,
          startTimeUnixNano: `${start + i}000000`,
          endTimeUnixNano: `${start + i + 40}000000`,
          status: { code: service === 0 && i % 4 === 0 ? 2 : 0 },
        })),
      },
    ],
  }));
  const response = await fetch(`${collector.url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceSpans }),
  });
  expect(response.status).toBe(200);
}

async function valuesOf(bus: Bus, topic: string): Promise<Record<string, unknown>[]> {
  const extent = await bus.extent(topic);
  const all = await Promise.all(extent.map(({ first, next }, n) => bus.read(topic, n, first, next)));
  return all.flat().map(({ value }) => JSON.parse(String(value)) as Record<string, unknown>);
}

test('spans of a real Collector count once, although one instance finds all of them in Tempo as well', {
  timeout: 180_000,
}, async () => {
  const bus = await connect();
  const [polling, other] = [await startInstance({ tempo_url: tempo.url }), await startInstance()];
  await expect
    .poll(polling.readyz, { timeout: 60_000 })
    .toMatchObject({ status: 'ready', parts: { loop: { up: true }, tempo: { up: true } } });
  // Late enough for Tempo's poller not to have passed them, and it shows them half a minute after they began.
  await send(15_000);
  const traced = async () =>
    (await valuesOf(bus, topics.traces)).flatMap(({ spans }) =>
      (spans as { span_id: string }[]).map((s) => s.span_id),
    );
  await expect.poll(async () => (await traced()).length, { timeout: 60_000 }).toBe(SPANS);
  // Both ways have delivered once each span was met a second time.
  await expect
    .poll(async () => (await polling.duplicates()) + (await other.duplicates()), { timeout: 90_000 })
    .toBe(SPANS);
  expect(new Set(await traced()).size).toBe(SPANS);
  expect(await traced()).toHaveLength(SPANS);
  const totals = async () => {
    const errors = (await valuesOf(bus, topics.metrics)).filter(
      ({ metric_name: name }) => name === 'http_5xx_errors',
    );
    const by = (service: string) =>
      errors
        .filter(({ labels }) => (labels as { service: string }).service === service)
        .flatMap(({ values }) => (values as [number, number][]).map(([, value]) => value))
        .reduce((sum, value) => sum + value, 0);
    return { shop: by('shop'), db: by('db'), figures: errors.length > 0 };
  };
  await expect.poll(totals, { timeout: 60_000 }).toEqual({ shop: 5, db: 0, figures: true });
  expect(await valuesOf(bus, topics.deadLetters)).toEqual([]);
  expect(crashes).toEqual([]);

  await tempo.kill();
  await expect.poll(polling.readyz, { timeout: 60_000 }).toMatchObject({
    status: 'ready',
    parts: { tempo: { up: false, detail: expect.stringContaining('Tempo') } },
  });
});
