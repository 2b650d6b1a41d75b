import { createEntityResolver } from '@aiops/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SpanRecord } from './messages/trace-out.ts';
import { createRedMetrics, type RequestSpan } from './red-metrics.ts';
import { redMessages, requestSpans } from './sources/otlp/request-spans.ts';

const options = { windowMs: 10_000, remembered: 1_000 };
const span = (id: number, endMs: number, tookMs = 100, failed = false, service = 'shop'): RequestSpan => ({
  traceId: 'a',
  spanId: String(id),
  service,
  site: undefined,
  startNs: BigInt(endMs - tookMs) * 1_000_000n,
  endNs: BigInt(endMs) * 1_000_000n,
  failed,
});

describe('request figures', () => {
  test('are mean and errors per service and window of 10 s, stamped with its end', () => {
    const red = createRedMetrics(options);
    for (const one of [
      span(1, 1_000, 100),
      span(2, 9_999, 300, true),
      span(3, 10_000, 50),
      span(4, 500, 9, false, 'db'),
    ])
      red.add(one);
    expect(red.take(10_000)).toEqual([
      { service: 'db', site: undefined, at: 10_000, requests: 1, responseTime: 9, errors: 0 },
      { service: 'shop', site: undefined, at: 10_000, requests: 2, responseTime: 200, errors: 1 },
    ]);
    expect(red.take(19_999)).toEqual([]);
    expect(red.take(20_000)).toHaveLength(1);
    expect(red.take(30_000)).toEqual([]);
  });

  test('count a span once, also when it is sent again after its window', () => {
    const red = createRedMetrics(options);
    expect([red.add(span(1, 1_000)), red.add(span(1, 1_000))]).toEqual(['counted', 'duplicate']);
    expect(red.take(20_000)).toMatchObject([{ requests: 1 }]);
    expect(red.add(span(1, 1_000))).toBe('duplicate');
    expect(red.take(90_000)).toEqual([]);
  });

  test('count a late span in the next open window, and none that is more than a minute late', () => {
    const red = createRedMetrics(options);
    red.add(span(1, 1_000));
    red.take(10_000);
    expect(red.add(span(2, 2_000, 100, true))).toBe('late');
    expect(red.take(20_000)).toMatchObject([{ at: 20_000, requests: 1, errors: 1 }]);
    for (let id = 10; id < 18; id += 1) {
      red.add(span(id, (id - 8) * 10_000));
      red.take(200_000);
    }
    expect(red.add(span(3, 3_000))).toBe('dropped');
  });

  test('do not depend on the order of spans, on batches, or on duplicates', () => {
    const spans = fc.array(
      fc.record({
        id: fc.nat(30),
        end: fc.integer({ min: 0, max: 40_000 }),
        took: fc.nat(5_000),
        failed: fc.boolean(),
      }),
    );
    fc.assert(
      fc.property(spans, fc.infiniteStream(fc.nat()), (drawn, random) => {
        const unique = [...new Map(drawn.map((one) => [one.id, one])).values()];
        const made = unique.map(({ id, end, took, failed }) => span(id, end, took, failed, `s${id % 3}`));
        const fold = (input: readonly RequestSpan[]) => {
          const red = createRedMetrics(options);
          for (const one of input) red.add(one);
          return red.take(50_000);
        };
        const order = new Map(made.map((one) => [one, random.next().value]));
        const shuffled = [...made].sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
        expect(fold([...shuffled, ...shuffled])).toEqual(fold(made));
      }),
    );
  });

  test('forget the oldest spans first, so that memory stays bounded', () => {
    const red = createRedMetrics({ windowMs: 10_000, remembered: 10 });
    for (let id = 0; id < 25; id += 1) red.add(span(id, 1_000));
    expect(red.add(span(24, 1_000))).toBe('duplicate');
    expect(red.add(span(0, 1_000))).toBe('counted');
  });
});

test('server, consumer and root spans are requests; status 500 and errors are failures', () => {
  const base: SpanRecord = {
    traceId: 'a',
    spanId: '1',
    parentSpanId: 'p',
    operation: 'op',
    service: 'shop',
    startNs: 0n,
    endNs: 1n,
    status: 'unset',
    kind: 'server',
    tags: {},
  };
  const records: SpanRecord[] = [
    base,
    { ...base, spanId: '2', kind: 'client' },
    { ...base, spanId: '3', kind: 'internal', parentSpanId: undefined },
    { ...base, spanId: '4', kind: 'consumer', status: 'error' },
    { ...base, spanId: '5', tags: { 'http.response.status_code': 503 } },
    { ...base, spanId: '6', tags: { 'http.status_code': '500' } },
    { ...base, spanId: '7', tags: { 'http.response.status_code': 404 } },
  ];
  expect(requestSpans(records).map(({ spanId, failed }) => [spanId, failed])).toEqual([
    ['1', false],
    ['3', false],
    ['4', true],
    ['5', true],
    ['6', true],
    ['7', false],
  ]);
});

test('a calm window says 0 errors', () => {
  const sample = { service: 'shop', site: 'demo', at: 10_000, requests: 2, responseTime: 12.5, errors: 0 };
  const messages = redMessages(sample, createEntityResolver([]));
  expect(messages.map(({ key, value }) => ({ key, ...value }))).toMatchObject([
    { key: 'urn:aiops:service:service:demo:shop', metric_name: 'response_time', values: [[10, 12.5]] },
    { key: 'urn:aiops:service:service:demo:shop', metric_name: 'http_5xx_errors', values: [[10, 0]] },
  ]);
});
