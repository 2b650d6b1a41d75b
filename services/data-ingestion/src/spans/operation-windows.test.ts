import { type EventMessage, edgeObservedSchema, type MetricMessage, topics } from '@aiops/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SpanRecord } from '../messages/trace-out.ts';
import { NOON, span } from '../testing/span-loop.ts';
import { spanTask } from '../testing/span-task.ts';

/** A span below another one, of the same trace. */
const child = (id: number, of: SpanRecord, endMs: number, took: number, more: Partial<SpanRecord> = {}) =>
  span(id, endMs, {
    traceId: of.traceId,
    parentSpanId: of.spanId,
    service: of.service,
    kind: 'client',
    took,
    ...more,
  });
/** A call to a peer from a span that is not given. */
const call = (id: number, endMs: number, peer: string, more: Parameters<typeof span>[2] = {}) =>
  span(id, endMs, {
    kind: 'client',
    parentSpanId: 'a000000000000000',
    tags: { 'peer.service': peer },
    ...more,
  });
/** Closes the windows before it. */
const later = (endMs: number, service = 'shop') =>
  span(1_000_000 + endMs, endMs, { service, operation: 'later' });
const near = (value: number | undefined, exact: number) =>
  expect(Math.abs((value ?? Number.NaN) - exact)).toBeLessThanOrEqual(0.010001 * exact);

describe('figures of an operation', { timeout: 20_000 }, () => {
  test('are those of its requests in a minute, stamped with its end', () => {
    const t = spanTask();
    const requests = Array.from({ length: 60 }, (_, i) =>
      span(i, i * 1_000, { took: i + 1, ...(i < 3 ? { status: 'error' } : {}) }),
    );
    t.feed([...requests, span(70, 59_999, { operation: 'POST /', took: 7 })]);
    t.feed([span(71, 60_000, { took: 5_000 })]);
    expect(t.figures().size).toBe(0);
    t.feed([span(72, 70_000)]);
    const figures = t.figures();
    expect(figures.get('60 shop span_rate GET /')).toBe(1);
    expect(figures.get('60 shop span_error_rate GET /')).toBe(5);
    near(figures.get('60 shop span_latency_p50 GET /'), 30);
    near(figures.get('60 shop span_latency_p95 GET /'), 57);
    near(figures.get('60 shop span_latency_p99 GET /'), 59);
    near(figures.get('60 shop span_self_time_p95 GET /'), 57);
    near(figures.get('60 shop span_latency_p99 POST /'), 7);
    expect(figures.get('60 shop span_error_rate POST /')).toBe(0);
    expect(figures.size).toBe(12);
  });

  test('are series of the entity of the service, with the site that its spans name', () => {
    const t = spanTask();
    t.feed([span(1, 0, { tags: { site: 'lab' } }), span(2, 70_000, { tags: { site: 'lab' } })]);
    const rate = t
      .take()
      .find(
        ({ topic, value }) =>
          topic === topics.metrics && 'metric_name' in value && value.metric_name === 'span_rate',
      );
    expect(rate?.key).toBe('urn:aiops:service:service:lab:shop');
    expect(rate?.value).toMatchObject({
      labels: { service_name: 'shop', operation: 'GET /', site: 'lab' },
      values: [[NOON / 1_000 + 60, 1 / 60]],
      entity_id: 'urn:aiops:service:service:lab:shop',
      source: 'otlp',
    });
  });

  test('leave out what is no request of the service', () => {
    const t = spanTask();
    const request = span(1, 10_000);
    t.feed([request, child(2, request, 9_000, 10), child(3, request, 9_000, 10, { kind: 'internal' })]);
    t.feed([later(70_000)]);
    expect(t.figures().get('60 shop span_rate GET /')).toBe(1 / 60);
  });

  test('say that an operation which is usually there was not, for an hour', () => {
    const t = spanTask();
    t.feed([span(1, 0)]);
    for (let minute = 1; minute <= 70; minute += 1) t.feed([later(minute * 60_000 + 11_000)]);
    const silent = [...t.figures()].filter(([series]) => series.endsWith('GET /'));
    expect(silent.filter(([, value]) => value === 0).map(([series]) => series)).toEqual([
      '60 shop span_error_rate GET /',
      ...Array.from({ length: 60 }, (_, i) => `${(i + 2) * 60} shop span_rate GET /`),
    ]);
  });

  test('count a span once that comes by two ways, and one that is late in the minute after its own', () => {
    const t = spanTask();
    t.feed([span(1, 0), span(2, 70_000)]);
    t.feed([span(1, 0), span(3, 30_000)], 'tempo');
    t.feed([span(2, 70_000)], 'tempo');
    t.feed([span(4, 130_000), span(5, 200_000)]);
    t.feed([span(6, 59_999)]);
    t.feed([span(7, 260_000)]);
    const rates = [...t.figures()].filter(([series]) => series.includes('span_rate'));
    expect(rates).toEqual([
      ['60 shop span_rate GET /', 1 / 60],
      ['120 shop span_rate GET /', 2 / 60],
      ['180 shop span_rate GET /', 1 / 60],
      ['240 shop span_rate GET /', 1 / 60],
    ]);
  });

  test('of a service that fell silent are told once the clock has passed them', () => {
    const t = spanTask();
    t.feed([span(1, 1_000)], 'otlp', NOON + 2_000);
    t.tick(NOON + 69_999);
    expect(t.figures().size).toBe(0);
    t.tick(NOON + 70_000);
    expect(t.figures().get('60 shop span_rate GET /')).toBe(1 / 60);
    const before = t.stateLength();
    t.tick(NOON + 3 * 3_600_000);
    expect(t.figures().size).toBe(0);
    expect(t.stateLength()).toBeLessThan(before - 100);
  });
});

describe('self time', { timeout: 60_000 }, () => {
  const selfTimeOf = (...records: readonly (readonly SpanRecord[])[]) => {
    const t = spanTask();
    for (const record of records) t.feed(record);
    t.feed([later(80_000)]);
    return t.figures().get('60 shop span_self_time_p95 GET /');
  };
  const request = span(1, 30_000, { took: 1_000 });

  test('is what is left of a request without the spans below it, calls of others included', () => {
    const below = [child(2, request, 29_500, 300), child(3, request, 29_600, 200, { kind: 'internal' })];
    near(selfTimeOf([request, ...below]), 600);
  });

  test('does not depend on the order in which they come', () => {
    const one = child(2, request, 29_500, 300);
    expect(selfTimeOf([request], [one])).toBe(selfTimeOf([one, request]));
    near(selfTimeOf([request], [one]), 700);
  });

  test('knows only spans of the same service and trace', () => {
    const foreign = child(2, request, 29_500, 300, { service: 'db', kind: 'server' });
    const elsewhere = child(3, request, 29_500, 300, { traceId: 'b'.repeat(32) });
    near(selfTimeOf([request, foreign, elsewhere]), 1_000);
  });

  test('reaches into the minutes before, and is left open for a request that took longer than five', () => {
    const long = span(1, 30_000, { took: 200_000 });
    near(selfTimeOf([child(2, long, -100_000, 50_000)], [later(-20_000)], [long]), 150_000);
    const longer = span(1, 30_000, { took: 400_000 });
    expect(selfTimeOf([later(-400_000)], [later(-20_000)], [longer])).toBeUndefined();
  });

  test('of a busy service is that of its last requests, of which all is known', () => {
    const t = spanTask();
    const requests = Array.from({ length: 6_000 }, (_, i) =>
      span(10_000 + 2 * i, i * 9, { took: i < 500 ? 1 : 100 }),
    );
    for (let i = 0; i < requests.length; i += 100)
      t.feed(
        requests
          .slice(i, i + 100)
          .flatMap((one, n) => [one, child(10_001 + 2 * (i + n), one, (i + n) * 9, 50)]),
      );
    t.feed([later(80_000)]);
    const figures = t.figures();
    expect(figures.get('60 shop span_rate GET /')).toBe(100);
    near(figures.get('60 shop span_self_time_p95 GET /'), 50);
    expect(t.stateLength()).toBeLessThan(1_600_000);
  });
});

describe('what stands in names', { timeout: 60_000 }, () => {
  test('10,000 operations and peers leave 50 and 100 series, a bounded state, and no request out', () => {
    let capped = 0;
    const t = spanTask({
      counters: {
        capped: {
          inc: () => {
            capped += 1;
          },
        },
      },
    });
    const pairs = Array.from({ length: 10_000 }, (_, i) => [
      span(2 * i, i, { operation: `GET /orders/${i}` }),
      call(2 * i + 1, i, `10.0.${i}.1`),
    ]);
    for (let i = 0; i < pairs.length; i += 100) t.feed(pairs.slice(i, i + 100).flat());
    expect(capped).toBe(9_950 + 9_900);
    expect(t.stateLength()).toBeLessThan(1_700_000);
    t.feed([later(80_000)]);
    const figures = [...t.figures()];
    const of = (metric: string) => figures.filter(([series]) => series.split(' ')[2] === metric);
    expect(of('span_rate')).toHaveLength(51);
    expect(of('span_call_rate')).toHaveLength(101);
    expect(figures.find(([series]) => series.endsWith('span_rate other'))?.[1]).toBeCloseTo(9_950 / 60, 9);
    for (const metric of ['span_rate', 'span_call_rate'])
      expect(of(metric).reduce((sum, [, value]) => sum + value, 0)).toBeCloseTo(10_000 / 60, 6);
  });

  test.each([
    ['__proto__', '__proto__'],
    ['constructor', 'constructor'],
    ['', 'unnamed'],
    ['x'.repeat(1_000_000), 'x'.repeat(200)],
    ['\u001b[31mred\u0000', '\ufffd[31mred\ufffd'],
    [`${'y'.repeat(199)}😀`, `${'y'.repeat(199)}\ufffd`],
  ])('%j is a name like any other', (name, shown) => {
    const t = spanTask();
    t.feed([span(1, 0, { operation: name }), call(2, 0, name), span(3, 0)]);
    t.feed([later(80_000)]);
    const labels = t.take().flatMap(({ topic, value }) => {
      const { metric_name: metric, labels: given } = value as MetricMessage;
      return topic === topics.metrics && metric === 'span_rate' ? [given?.operation] : [];
    });
    expect(labels).toEqual([shown, 'GET /']);
  });
});

test('calls are counted by the peer that their spans name, answers and other spans are not', () => {
  const t = spanTask();
  t.feed([
    call(1, 0, 'cart'),
    call(2, 1_000, 'cart'),
    call(3, 0, 'queue', { kind: 'producer' }),
    call(4, 0, 'nobody', { kind: 'server' }),
    call(5, 0, '', { tags: { 'server.address': 'db.example', 'peer.service': ' ' } }),
    call(6, 0, '', { tags: {} }),
  ]);
  t.feed([later(80_000)]);
  const calls = [...t.figures()].filter(([series]) => series.includes('call_rate'));
  expect(calls).toEqual([
    ['60 shop span_call_rate cart', 2 / 60],
    ['60 shop span_call_rate queue', 1 / 60],
    ['60 shop span_call_rate db.example', 1 / 60],
  ]);
});

describe('calls to a peer', () => {
  const shop = 'urn:aiops:service:service:lab:shop';
  const site = { site: 'lab' };
  const calls = [
    ...Array.from({ length: 19 }, (_, i) =>
      call(i, i * 1_000, 'cart', { took: i + 1, tags: { 'peer.service': 'cart', ...site } }),
    ),
    call(19, 20_000, '', { took: 20, tags: { 'peer.service': 'cart', 'http.status_code': 503, ...site } }),
  ];
  const edges = (t: ReturnType<typeof spanTask>) => t.take().filter(({ topic }) => topic === topics.events);

  test('are told once a minute, with how they went', () => {
    const t = spanTask();
    t.feed([...calls, span(30, 80_000, { tags: site })]);
    const told = edges(t);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({
      key: shop,
      value: {
        event_type: 'edge_observed',
        event_id: told[0]?.id,
        timestamp: '2026-01-27T12:01:00.000Z',
        source: 'data-ingestion',
        entity_id: shop,
        details: {
          caller: 'shop',
          callee: 'cart',
          rate: 20 / 60,
          error_rate: 5,
          window_start: '2026-01-27T12:00:00.000Z',
          window_end: '2026-01-27T12:01:00.000Z',
        },
      },
    });
    const event = told[0]?.value as EventMessage;
    const details = edgeObservedSchema.parse(event.details);
    near(Number(details.latency_p50), 10);
    near(Number(details.latency_p95), 19);
    near(Number(details.latency_p99), 19);
  });

  test('that are summed up are told of nobody', () => {
    const t = spanTask({ limits: { operations: 50, peers: 1 } });
    t.feed([call(1, 0, 'cart'), call(2, 0, 'db'), call(3, 0, 'other'), later(80_000)]);
    expect(edges(t).map(({ value }) => (value as EventMessage).details?.callee)).toEqual(['cart']);
  });

  test('of an hour ago are told no more: a peer that is not called has no rate of 0', () => {
    const t = spanTask();
    t.feed([call(1, 0, 'cart'), later(80_000)]);
    t.take();
    t.feed([later(150_000)]);
    expect(edges(t)).toEqual([]);
  });
});

const anySpans = fc.array(
  fc.record({
    end: fc.integer({ min: 0, max: 300_000 }),
    took: fc.nat(90_000),
    service: fc.constantFrom('shop', 'db'),
    operation: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    kind: fc.constantFrom('server' as const, 'client' as const, 'internal' as const),
    parent: fc.option(fc.nat(30), { nil: undefined }),
    peer: fc.constantFrom('x', 'y', 'z'),
  }),
  { minLength: 1, maxLength: 40 },
);
const drawnSpans = anySpans.map((drawn) =>
  drawn.map(({ parent, peer, end, ...more }, id) =>
    span(id, end, {
      ...more,
      traceId: 'c'.repeat(32),
      parentSpanId: parent === undefined ? undefined : (parent + 1).toString(16).padStart(16, '0'),
      tags: { 'peer.service': peer },
    }),
  ),
);
const outcome = (t: ReturnType<typeof spanTask>) => {
  t.feed([later(600_000), later(600_000, 'db')]);
  return [...t.figures()];
};

test('a restart between any two spans changes nothing', { timeout: 30_000 }, () => {
  fc.assert(
    fc.property(drawnSpans, fc.infiniteStream(fc.boolean()), (spans, restarts) => {
      const limits = { operations: 3, peers: 2 };
      const [steady, restarted] = [spanTask({ limits }), spanTask({ limits })];
      for (const one of spans) {
        steady.feed([one]);
        restarted.feed([one]);
        if (restarts.next().value) restarted.restart();
      }
      expect(outcome(restarted)).toEqual(outcome(steady));
    }),
    { numRuns: 60 },
  );
});

test('spans come to the same figures in whatever order, while their windows are open', {
  timeout: 30_000,
}, () => {
  fc.assert(
    fc.property(drawnSpans, fc.infiniteStream(fc.nat()), (spans, order) => {
      const within = spans.map((one) => {
        const shift = (one.endNs / 60_000_000_000n) * 60_000_000_000n - BigInt(NOON) * 1_000_000n;
        return { ...one, startNs: one.startNs - shift, endNs: one.endNs - shift };
      });
      const shuffled = [...within]
        .map((one) => [order.next().value, one] as const)
        .sort(([a], [b]) => a - b)
        .map(([, one]) => one);
      const results = [within, shuffled].map((list) => {
        const t = spanTask();
        for (const one of list) t.feed([one]);
        return outcome(t).sort();
      });
      expect(results[1]).toEqual(results[0]);
    }),
    { numRuns: 60 },
  );
});
