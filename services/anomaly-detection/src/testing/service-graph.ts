import { configSchema } from '@aiops/config';
import { createEntityResolver, type EventMessage, headers, type Span, topics } from '@aiops/contracts';
import { testDriver } from '@aiops/testbed';
import { createAnomalyDetection } from '../service.ts';
import { uniform } from './calls.ts';

/** Beginning of a minute (epoch seconds). */
export const START = 1_700_000_040;

/** What goes wrong with the requests of a minute, in ms and shares. */
export interface Trouble {
  readonly busyCart?: number;
  readonly slowNetwork?: number;
  readonly withoutQuery?: number;
  readonly failing?: number;
}

interface Call {
  readonly traceId: string;
  readonly spans: readonly Span[];
}

/** Requests of a minute in which a shop asks its cart, which asks its database by a span of its own. One message per service and request. */
export function shopTraces(minute: number, count: number, trouble: Trouble = {}): Call[] {
  const next = uniform(minute + 1);
  const about = (ms: number) => ms * (0.8 + 0.4 * next());
  return Array.from({ length: count }, (_, index) => {
    const traceId = `${minute}-${index}`;
    const at = START + minute * 60 + (index * 59) / count;
    const hasQuery = next() >= (trouble.withoutQuery ?? 0);
    const failed = next() < (trouble.failing ?? 0);
    const query = hasQuery ? about(10) : 0;
    const cart = query + about(5) + (trouble.busyCart ?? 0);
    const gap = about(2) + (trouble.slowNetwork ?? 0);
    const shop = cart + gap + about(8);
    const span = (id: string, service: string, operation: string, after: number, ms: number) => ({
      span_id: id,
      service,
      operation,
      start_time: at + after / 1000,
      duration: ms / 1000,
    });
    const ofShop: Span[] = [
      { ...span('a', 'shop', 'GET /', 0, shop), kind: 'server' },
      { ...span('b', 'shop', 'call cart', 2, cart + gap), parent_span_id: 'a', kind: 'client' },
    ];
    const ofCart: Span[] = [
      {
        ...span('c', 'cart', 'GET /items', 2 + gap / 2, cart),
        parent_span_id: 'b',
        kind: 'server',
        status: failed ? 'error' : 'ok',
      },
      { ...span('d', 'cart', 'query', 4 + gap / 2, query), parent_span_id: 'c', kind: 'internal' },
    ];
    return [
      { traceId, spans: ofShop },
      { traceId, spans: hasQuery ? ofCart : ofCart.slice(0, 1) },
    ];
  }).flat();
}

/** anomaly-detection, fed with calls, each a message of its own. */
export function traceDetection(settings: object = {}, partitions = 1) {
  const { anomaly_detection: config } = configSchema.parse({ anomaly_detection: settings });
  const resolver = createEntityResolver([]);
  const counts = { late: 0, crowded: 0, evicted: 0 };
  const counter = (name: keyof typeof counts) => ({
    inc: (_labels?: object, by = 1) => {
      counts[name] += by;
    },
  });
  const driver = testDriver(
    createAnomalyDetection({
      config,
      resolver: () => resolver,
      counters: { late: counter('late'), crowded: counter('crowded'), evicted: counter('evicted') },
    }),
    { partitions },
  );
  return {
    ...driver,
    counts,
    play(calls: readonly Call[], partition = 0) {
      for (const { traceId, spans } of calls)
        driver.pipe(topics.traces, { trace_id: traceId, spans: [...spans] }, { partition });
    },
    /** Deviations since the last call, with the headers that give them their place. */
    deviations: () =>
      driver
        .readMessages(topics.events)
        .map(({ value, headers: given }) => ({
          ...(value as EventMessage),
          number: given?.[headers.originSeq],
        }))
        .filter(({ event_type: type }) => type === 'deviation'),
  };
}
