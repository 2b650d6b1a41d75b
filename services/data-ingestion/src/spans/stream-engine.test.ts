import { type MetricMessage, type TraceMessage, topics, traceMessageSchema } from '@aiops/contracts';
import { expect, test } from 'vitest';
import type { SpanRecord } from '../messages/trace-out.ts';
import { NOON, span } from '../testing/span-loop.ts';
import { spanTask } from '../testing/span-task.ts';

const flink = { engine: 'flink' } as const;
const entity = {
  entity_id: 'urn:aiops:service:service:default:shop',
  entity_type: 'service',
  entity_name: 'shop',
};
const call = (id: number, endMs: number, more: Partial<SpanRecord> = {}) =>
  span(id, endMs, {
    kind: 'client',
    parentSpanId: 'a000000000000000',
    tags: { 'peer.service': 'db' },
    ...more,
  });

/** What the spans that were published since the last call count for, by the numbers of the spans. */
function counted(t: ReturnType<typeof spanTask>) {
  const traces = t.take().filter(({ topic }) => topic === topics.traces);
  return Object.fromEntries(
    traces.flatMap(({ value }) =>
      traceMessageSchema
        .parse(value as TraceMessage)
        .spans.map((one) => [Number.parseInt(one.span_id, 16) - 1, one.counted]),
    ),
  );
}

test('where Flink makes the figures, a span says what it counts for', () => {
  const t = spanTask(flink);
  t.feed([
    span(1, 1_000),
    span(2, 2_000, { status: 'error', tags: { site: 'lab' } }),
    call(3, 3_000),
    call(4, 4_000, { tags: { 'peer.service': 'db', 'http.response.status_code': 500 } }),
    call(5, 5_000, { parentSpanId: undefined }),
    call(6, 6_000, { kind: 'internal' }),
    span(7, 7_000, { endNs: BigInt(NOON + 7_000) * 1_000_000n + 999_999n }),
  ]);
  expect(counted(t)).toEqual({
    1: { at: NOON + 1_000, failed: false, operation: 'GET /', ...entity },
    2: {
      at: NOON + 2_000,
      failed: true,
      operation: 'GET /',
      site: 'lab',
      ...entity,
      entity_id: 'urn:aiops:service:service:lab:shop',
    },
    3: { at: NOON + 3_000, failed: false, peer: 'db', ...entity },
    4: { at: NOON + 4_000, failed: true, peer: 'db', ...entity },
    5: { at: NOON + 5_000, failed: false, operation: 'GET /', peer: 'db', ...entity },
    6: undefined,
    7: { at: NOON + 7_000, failed: false, operation: 'GET /', ...entity },
  });
});

test('a late span counts in the minute that is open, one that is later than that in none', () => {
  const t = spanTask(flink);
  t.feed([span(1, 70_000)]);
  t.take();
  t.feed([span(2, 59_999)]);
  expect(counted(t)[2]).toMatchObject({ at: NOON + 60_000, operation: 'GET /' });
  t.feed([span(3, 131_000)]);
  t.feed([span(4, 59_999)]);
  expect(counted(t)).toMatchObject({ 3: { at: NOON + 131_000 }, 4: undefined });
});

test('a name without a place counts as other, and so does one that is called so', () => {
  const t = spanTask({ ...flink, limits: { operations: 1, peers: 1 } });
  const operations = ['a\u0000', 'b', 'other'].map((operation, id) => span(id, id, { operation }));
  t.feed([...operations, call(3, 3), call(4, 4, { tags: { 'peer.service': 'cart' } })]);
  const names = Object.values(counted(t)).map((one) => one?.operation ?? one?.peer);
  expect(names).toEqual(['a\ufffd', 'other', 'other', 'db', 'other']);
});

test('duplicates, and spans from the future, count for nothing', () => {
  const t = spanTask(flink);
  t.feed([span(1, 0)]);
  t.feed([span(1, 0)], 'tempo');
  t.feed([span(2, 26 * 3_600_000)]);
  expect(counted(t)).toMatchObject({ 1: { at: NOON }, 2: undefined });
});

test('Flink makes the figures that it can: the fleet publishes the others, and no edge', () => {
  const outcomes = (['embedded', 'flink'] as const).map((engine) => {
    const t = spanTask({ engine });
    t.feed([span(1, 0), call(2, 0), span(3, 80_000)]);
    const out = t.take();
    const names = out.flatMap(({ topic, value }) =>
      topic === topics.metrics ? [(value as MetricMessage).metric_name] : [],
    );
    return {
      names: [...new Set(names)].sort(),
      edges: out.filter(({ topic }) => topic === topics.events).length,
    };
  });
  const always = ['http_5xx_errors', 'response_time', 'span_self_time_p95'];
  const flinks = [
    'span_call_rate',
    'span_error_rate',
    'span_latency_p50',
    'span_latency_p95',
    'span_latency_p99',
    'span_rate',
  ];
  expect(outcomes).toEqual([
    { names: [...always, ...flinks].sort(), edges: 1 },
    { names: always, edges: 0 },
  ]);
});

test('in the fleet itself spans say nothing of what they count for', () => {
  const t = spanTask();
  t.feed([span(1, 0), call(2, 0)]);
  expect(counted(t)).toEqual({ 1: undefined, 2: undefined });
});
