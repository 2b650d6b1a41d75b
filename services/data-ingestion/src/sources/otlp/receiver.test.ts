import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { topics } from '@aiops/contracts';
import express from 'express';
import { afterEach, describe, expect, test } from 'vitest';
import {
  logs,
  metrics,
  NOON,
  NOON_NS,
  point,
  SPAN,
  TRACE,
  toProtobuf,
  traces,
} from '../../testing/otlp-requests.ts';
import { quiet, resolver, standInBus } from '../../testing/stand-ins.ts';
import type { OtlpRequestType } from './decode-protobuf.ts';
import { createOtlpRouter, type ReceiverOptions } from './receiver.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function serve(options: Partial<ReceiverOptions> = {}) {
  const bus = standInBus();
  const app = express();
  app.use(
    createOtlpRouter({
      publish: (m) => bus.publish(m),
      resolver,
      now: () => NOON,
      logger: quiet,
      ...options,
    }),
  );
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const post = async (path: string, body: string | Buffer, headers: Record<string, string> = {}) => {
    const all = { 'content-type': 'application/json', ...headers };
    const response = await fetch(url + path, { method: 'POST', body: body as string, headers: all });
    return {
      status: response.status,
      headers: response.headers,
      body: Buffer.from(await response.arrayBuffer()),
    };
  };
  return { bus, post };
}

const PROTOBUF = { 'content-type': 'application/x-protobuf' };
const requests: [path: string, type: OtlpRequestType, request: unknown, messages: number][] = [
  ['/v1/traces', 'TracesRequest', traces, 1],
  ['/v1/logs', 'LogsRequest', logs, 2],
  ['/v1/metrics', 'MetricsRequest', metrics, 8],
];

describe('a request', () => {
  test.each(requests)(
    '%s gives equal messages as JSON, as protobuf, and gzipped',
    async (path, type, request, count) => {
      const { bus, post } = await serve();
      const taken: string[] = [];
      for (const [body, headers] of [
        [JSON.stringify(request), {}],
        [toProtobuf(type, request), PROTOBUF],
        [gzipSync(JSON.stringify(request)), { 'content-encoding': 'gzip' }],
        [gzipSync(toProtobuf(type, request)), { ...PROTOBUF, 'content-encoding': 'gzip' }],
      ] as const) {
        const answer = await post(path, body, headers);
        expect(answer.status).toBe(200);
        const json = !('content-type' in headers);
        expect(answer.body.toString()).toBe(json ? '{}' : '');
        expect(answer.headers.get('content-type')).toContain(
          json ? 'application/json' : 'application/x-protobuf',
        );
        expect(bus.messages).toHaveLength(count);
        taken.push(JSON.stringify(bus.messages.splice(0)));
      }
      expect(new Set(taken).size).toBe(1);
    },
  );

  test('of traces becomes one message per service, and loses nothing on the way', async () => {
    const { bus, post } = await serve();
    await post('/v1/traces', JSON.stringify(traces));
    expect(bus.messages.map(({ topic, key }) => [topic, key])).toEqual([
      [topics.otlpSpans, 'urn:aiops:service:service:default:shop'],
    ]);
    expect(bus.traces()[0]?.value).toEqual({
      trace_id: TRACE,
      span_count: 2,
      total_duration: 0.25,
      source: 'otlp',
      collected_at: '1970-01-01T00:00:00.000Z',
      spans: [
        {
          span_id: SPAN,
          operation: 'GET /cart',
          service: 'shop',
          start_time: '2026-01-27T12:00:00.000Z',
          duration: 0.25,
          status: 'ok',
          kind: 'server',
          tags: {
            big: '9223372036854775807',
            cached: false,
            'host.name': 'web-1',
            'http.response.status_code': 200,
            list: '["a",1]',
            map: '{"k":"v"}',
            ratio: 0.5,
          },
        },
        expect.objectContaining({ parent_span_id: SPAN, kind: 'client', status: 'unset', duration: 0 }),
      ],
    });
  });

  test('of logs keeps nanoseconds, level, trace and entity', async () => {
    const { bus, post } = await serve();
    await post('/v1/logs', JSON.stringify(logs));
    expect(bus.values(topics.logs)).toMatchObject([
      {
        timestamp: '1769515200123456789',
        log_line: 'payment failed',
        level: 'error',
        trace_id: TRACE,
        labels: { code: 7, 'host.name': 'web-1', 'service.name': 'shop' },
        entity_id: 'urn:aiops:service:service:default:shop',
      },
      { timestamp: NOON_NS, log_line: '{"a":true}', level: 'warn' },
    ]);
    expect(bus.messages[0]?.key).toBe('urn:aiops:service:service:default:shop');
  });

  test('of metrics becomes one message per series, samples in time order', async () => {
    const { bus, post } = await serve();
    await post('/v1/metrics', JSON.stringify(metrics));
    const second = NOON / 1000;
    expect(bus.values(topics.metrics).map(({ metric_name: name, values }) => [name, values])).toEqual([
      [
        'queue',
        [
          [second, 1.5],
          [second + 1, -5],
        ],
      ],
      ['requests', [[second, 7]]],
      ['requests', [[second, 8]]],
      ['latency_count', [[second, 3]]],
      ['latency_sum', [[second, 0.75]]],
      ['sizes_count', [[second, 2]]],
      ['old_count', [[second, 4]]],
      ['old_sum', [[second, 2]]],
    ]);
  });

  test('with enums by name and integers as numbers means the same', async () => {
    const { bus, post } = await serve();
    await post('/v1/traces', JSON.stringify(traces));
    const named = JSON.stringify(traces)
      .replace('"kind":2', '"kind":"SPAN_KIND_SERVER"')
      .replace('"code":1', '"code":"STATUS_CODE_OK"')
      .replace('"intValue":"200"', '"intValue":200');
    await post('/v1/traces', named);
    expect(JSON.stringify(bus.messages[1])).toBe(JSON.stringify(bus.messages[0]));
  });

  test('without anything in it is fine', async () => {
    const { bus, post } = await serve();
    expect((await post('/v1/traces', '{}')).status).toBe(200);
    expect((await post('/v1/logs', '', PROTOBUF)).status).toBe(200);
    expect(bus.messages).toEqual([]);
  });
});

describe('what is refused', () => {
  test('a bad item does not cost the good ones, and is told as partial success', async () => {
    const { bus, post } = await serve();
    const request = structuredClone(traces);
    const spans = request.resourceSpans[0]?.scopeSpans[0]?.spans as Record<string, unknown>[];
    spans.push({ ...spans[0], spanId: '00' }, { ...spans[0], startTimeUnixNano: 'soon' });
    const { status, body } = await post('/v1/traces', JSON.stringify(request));
    expect(status).toBe(200);
    expect(JSON.parse(body.toString())).toEqual({
      partialSuccess: { rejectedSpans: '2', errorMessage: expect.stringContaining('spanId') },
    });
    expect(bus.traces()).toMatchObject([{ value: { span_count: 2 } }]);
  });

  test('samples that are no number are not published', async () => {
    const { bus, post } = await serve();
    const dataPoints = [
      point(0, { asDouble: 'NaN' }),
      point(0, { asDouble: 1 }),
      point(0, { flags: 1 }),
      { asInt: 1 },
    ];
    const request = {
      resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: 'm', gauge: { dataPoints } }] }] }],
    };
    const { body } = await post('/v1/metrics', JSON.stringify(request));
    expect(JSON.parse(body.toString())).toMatchObject({ partialSuccess: { rejectedDataPoints: '2' } });
    expect(bus.values(topics.metrics)).toMatchObject([{ values: [[NOON / 1000, 1]] }]);
  });

  test.each([
    ['no JSON', '{"resourceSpans":[', {}, 400, 3],
    ['a list where an object belongs', '[]', {}, 400, 3],
    ['a wrong type', '{"resourceSpans":7}', {}, 400, 3],
    ['broken gzip', 'no gzip', { 'content-encoding': 'gzip' }, 400, 3],
    ['more than 4 MB', `{"x":"${'x'.repeat(4 * 1024 * 1024)}"}`, {}, 413, 8],
    ['another content type', '{}', { 'content-type': 'text/plain' }, 415, 3],
  ])('%s is answered with a status body', async (_what, body, headers, status, code) => {
    const { bus, post } = await serve();
    const answer = await post('/v1/traces', body, headers as Record<string, string>);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body.toString())).toEqual({ code, message: expect.any(String) });
    expect(bus.messages).toEqual([]);
  });

  test('a small gzip that unpacks to more than 4 MB is too large as well', async () => {
    const { post } = await serve();
    const bomb = gzipSync(Buffer.alloc(5 * 1024 * 1024, 32));
    expect((await post('/v1/traces', bomb, { 'content-encoding': 'gzip' })).status).toBe(413);
  });

  test('broken protobuf is answered in protobuf', async () => {
    const { post } = await serve();
    const answer = await post('/v1/traces', Buffer.from('0aff', 'hex'), PROTOBUF);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toContain('application/x-protobuf');
    expect(answer.body.subarray(0, 2).toString('hex')).toBe('0803');
  });
});

describe('back-pressure', { timeout: 20_000 }, () => {
  test('while the bus is away the sender is told to come back', async () => {
    const { bus, post } = await serve();
    bus.down = true;
    const refused = await post('/v1/traces', JSON.stringify(traces));
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('2');
    expect(JSON.parse(refused.body.toString())).toMatchObject({ code: 14 });
    bus.down = false;
    expect((await post('/v1/traces', JSON.stringify(traces))).status).toBe(200);
    expect(bus.traces()).toHaveLength(1);
  });

  test('requests beyond the number that may wait are refused at once, and taken again when there is room', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let waiting: () => void = () => undefined;
    const isWaiting = new Promise<void>((resolve) => {
      waiting = resolve;
    });
    const publish = () => {
      waiting();
      return held;
    };
    const { post } = await serve({ publish, maxInFlight: 1 });
    const first = post('/v1/traces', JSON.stringify(traces));
    await isWaiting;
    expect((await post('/v1/traces', JSON.stringify(traces))).status).toBe(503);
    release();
    expect((await first).status).toBe(200);
    await expect
      .poll(async () => (await post('/v1/traces', JSON.stringify(traces))).status, { timeout: 15_000 })
      .toBe(200);
  });
});
