import { createEntityResolver, topicNames, topics } from '@aiops/contracts';
import {
  type Bus,
  type BusRecord,
  createLogger,
  createMemoryBus,
  createMemoryStateStore,
  createMetrics,
  encode,
  type OutMessage,
  type StreamLoop,
  startStreamLoop,
} from '@aiops/runtime';
import { ProxyTracerProvider } from '@opentelemetry/api';
import { expect } from 'vitest';
import type { SpanRecord } from '../messages/trace-out.ts';
import { otlpSpan } from '../spans/otlp-span.ts';
import { spanBatches } from '../spans/span-batches.ts';
import { createSpanService, type SpanServiceOptions } from '../spans/span-service.ts';

/** The moment (epoch ms) around which the spans of the tests lie. */
export const NOON = Date.UTC(2026, 0, 27, 12);

const resolver = createEntityResolver([]);
const defaults = {
  resolver: () => resolver,
  backfillMs: 3_600_000,
  limits: { operations: 50, peers: 100 },
  engine: 'embedded' as const,
};
const REQUEST_FIGURES = ['response_time', 'http_5xx_errors'];

/** A server span of `service` that ended so many ms after noon. */
export function span(
  id: number,
  endMs: number,
  more: Partial<SpanRecord> & { took?: number } = {},
): SpanRecord {
  const { took = 100, ...fields } = more;
  const end = BigInt(NOON + endMs) * 1_000_000n;
  return {
    traceId: (id + 1).toString(16).padStart(32, 'a'),
    spanId: (id + 1).toString(16).padStart(16, '0'),
    parentSpanId: undefined,
    operation: 'GET /',
    service: 'shop',
    startNs: end - BigInt(took) * 1_000_000n,
    endNs: end,
    status: 'ok',
    kind: 'server',
    tags: {},
    ...fields,
  };
}

/** A record as the collector writes it: all spans of a batch together, without a key or a header. */
export function collectorRecord(spans: readonly SpanRecord[]) {
  const resourceSpans = spans.map((one) => ({
    resource: { attributes: [{ key: 'service.name', value: { stringValue: one.service } }] },
    scopeSpans: [{ scope: { name: 'test' }, spans: [otlpSpan(one, 100_000)] }],
  }));
  return { topic: topics.otlpSpans, key: null, value: JSON.stringify({ resourceSpans }) };
}

/** A bus and a state store on which members of the span consumer can be started, stopped and killed. */
export async function spanWorld(options: Partial<SpanServiceOptions> & { partitions?: number } = {}) {
  const { partitions = 2, ...given } = options;
  const world = { now: NOON + 3_600_000 };
  const bus = createMemoryBus({ now: () => world.now, batchSize: 3 });
  await bus.ensureTopics(topicNames.map((topic) => ({ topic, partitions, replicationFactor: 1 })));
  const committed = new Map<number, number>();
  const state = createMemoryStateStore();
  const metrics = createMetrics('test');
  const crashes: Error[] = [];
  const start = (): Promise<StreamLoop> =>
    startStreamLoop(createSpanService({ ...defaults, ...given }), {
      bus: tellingCommits(bus, committed),
      state,
      metrics,
      logger: createLogger({ service: 'test', level: 'silent', format: 'json' }),
      tracer: new ProxyTracerProvider().getTracer('test'),
      checkpointInterval: 3_600_000,
      checkpointMessages: 1_000_000,
      onCrash: (error) => void crashes.push(error),
    });
  const records = async (topic: string): Promise<readonly BusRecord[]> => {
    const extent = await bus.extent(topic);
    const all = await Promise.all(extent.map(({ first }, n) => bus.read(topic, n, first, 100_000)));
    return all.flat();
  };
  const values = async (topic: string) =>
    (await records(topic)).map(({ value }) => JSON.parse(String(value)) as Record<string, unknown>);
  return {
    world,
    bus,
    metrics,
    crashes,
    start,
    records,
    values,
    /** As the OTLP receiver and the poller of Tempo publish spans. */
    publish: (spans: readonly SpanRecord[], source = 'otlp') =>
      bus.publish(spanBatches(spans, source).map((message: OutMessage) => encode(message, 'data-ingestion'))),
    collect: (spans: readonly SpanRecord[]) => bus.publish([collectorRecord(spans)]),
    /** Numbers of the spans in `aiops.traces`, each as often as it is there. */
    async traced() {
      const ids = (await values(topics.traces)).flatMap(({ spans }) =>
        (spans as { span_id: string }[]).map(({ span_id: id }) => Number.parseInt(id, 16) - 1),
      );
      return ids.sort((a, b) => a - b);
    },
    /** [service, metric, second after noon, value] of the request figures, in the order of services and time. */
    async figures() {
      const requests = (await values(topics.metrics)).filter(({ metric_name: name }) =>
        REQUEST_FIGURES.includes(String(name)),
      );
      const all = requests.map(({ metric_name: name, labels, values: samples }) => {
        const [second, value] = (samples as [number, number][])[0] ?? [0, 0];
        return [(labels as { service: string }).service, String(name), second - NOON / 1000, value] as const;
      });
      return all.sort(([a, m, s], [b, n, t]) => (a === b ? s - t || (m < n ? 1 : -1) : a < b ? -1 : 1));
    },
    /** Resolves once everything on `otlp_spans` has been processed and committed by the members that are given. */
    async drained(...loops: readonly StreamLoop[]) {
      const behind = async () => {
        for (const loop of loops) await loop.checkpoint();
        const extent = await bus.extent(topics.otlpSpans);
        return extent.map(({ next }, partition) => next - (committed.get(partition) ?? 0));
      };
      await expect
        .poll(behind, { timeout: 15_000, interval: 5 })
        .toEqual(Array.from({ length: partitions }, () => 0));
    },
  };
}

/** The same bus, whose members tell what they commit. */
function tellingCommits(bus: Bus, told: Map<number, number>): Bus {
  return {
    ...bus,
    async consume(options) {
      const consumer = await bus.consume(options);
      return {
        committed: (partition) => consumer.committed(partition),
        assigned: () => consumer.assigned(),
        pause: () => consumer.pause(),
        close: () => consumer.close(),
        async commit(partition, offsets) {
          await consumer.commit(partition, offsets);
          told.set(partition, offsets[topics.otlpSpans] ?? 0);
        },
      };
    },
  };
}
