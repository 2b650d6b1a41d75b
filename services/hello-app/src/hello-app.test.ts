import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type Attributes,
  type Context,
  type Span,
  type SpanContext,
  SpanKind,
  type SpanOptions,
  type SpanStatus,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { afterEach, expect, test } from 'vitest';
import { peerTarget } from './call-peer.ts';
import { createHelloApp } from './create-hello-app.ts';
import { startHelloApp } from './start-hello-app.ts';

interface Recorded {
  readonly name: string;
  readonly kind: SpanKind | undefined;
  readonly parentId: string | undefined;
  readonly context: SpanContext;
  readonly attributes: Attributes;
  readonly exceptions: unknown[];
  status?: SpanStatus;
  ended?: boolean;
}

/** Stands in for the OpenTelemetry SDK: it keeps the spans, numbered, instead of exporting them. */
function recordingTracer() {
  const spans: Recorded[] = [];
  const startSpan = (name: string, options: SpanOptions = {}, parent?: Context): Span => {
    const parentContext = parent === undefined ? undefined : trace.getSpanContext(parent);
    const number = spans.length + 1;
    const recorded: Recorded = {
      name,
      kind: options.kind,
      parentId: parentContext?.spanId,
      context: {
        traceId: parentContext?.traceId ?? number.toString(16).padStart(32, '0'),
        spanId: number.toString(16).padStart(16, '0'),
        traceFlags: 1,
      },
      attributes: { ...options.attributes },
      exceptions: [],
    };
    spans.push(recorded);
    const span = {
      spanContext: () => recorded.context,
      setAttribute: (key: string, value: string | number) => {
        recorded.attributes[key] = value;
        return span;
      },
      setStatus: (status: SpanStatus) => {
        recorded.status = status;
        return span;
      },
      recordException: (exception: unknown) => void recorded.exceptions.push(exception),
      end: () => {
        recorded.ended = true;
      },
    } as unknown as Span;
    return span;
  };
  return { spans, tracer: { startSpan } as unknown as Tracer };
}

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(peerUrl?: string) {
  const { spans, tracer } = recordingTracer();
  const server = createServer(createHelloApp({ tracer, peerUrl }));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const get = async (path: string, headers: Record<string, string> = {}) => {
    const response = await fetch(url + path, { headers });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  return { url, spans, get };
}

test('a request to / is one server span named index-request, and the answer names its trace', async () => {
  const app = await serve();
  const { status, body } = await app.get('/');
  expect(status).toBe(200);
  expect(app.spans).toHaveLength(1);
  expect(app.spans[0]).toMatchObject({
    name: 'index-request',
    kind: SpanKind.SERVER,
    ended: true,
    attributes: { 'http.request.method': 'GET', 'url.path': '/', 'http.response.status_code': 200 },
  });
  expect(body).toEqual({ message: 'Hello from hello-app', trace_id: app.spans[0]?.context.traceId });
});

test('two requests are two traces', async () => {
  const app = await serve();
  const [first, second] = [await app.get('/'), await app.get('/')];
  expect(first.body.trace_id).not.toBe(second.body.trace_id);
});

test('a traceparent of the caller is continued, a malformed one is not', async () => {
  const app = await serve();
  const traceId = 'a'.repeat(32);
  await app.get('/', { traceparent: `00-${traceId}-${'b'.repeat(16)}-01` });
  await app.get('/', { traceparent: `00-${'0'.repeat(32)}-${'b'.repeat(16)}-01` });
  expect(app.spans[0]).toMatchObject({ parentId: 'b'.repeat(16), context: { traceId } });
  expect(app.spans[1]?.parentId).toBeUndefined();
});

test('/error answers 500 and its span is failed with the exception', async () => {
  const app = await serve();
  const { status, body } = await app.get('/error');
  expect(status).toBe(500);
  expect(body.error).toContain('/error');
  expect(app.spans[0]).toMatchObject({
    name: 'error-request',
    status: { code: SpanStatusCode.ERROR },
    attributes: { 'http.response.status_code': 500 },
  });
  expect(app.spans[0]?.exceptions).toHaveLength(1);
});

test('/slow waits as long as it was told and refuses what is no number from 0 to 10000', async () => {
  const app = await serve();
  const started = performance.now();
  expect((await app.get('/slow?ms=80')).status).toBe(200);
  expect(performance.now() - started).toBeGreaterThanOrEqual(78);
  for (const ms of ['10001', '-1', '1.5', 'abc', '', '1e3', '1&ms=2'])
    expect((await app.get(`/slow?ms=${ms}`)).status, ms).toBe(400);
});

test('/call makes caller and called one trace', async () => {
  const app = await serve();
  const { status, body } = await app.get('/call?path=/slow%3Fms=1');
  expect(status).toBe(200);
  expect(body).toMatchObject({ called: '/slow?ms=1', status: 200, answer: { trace_id: body.trace_id } });
  const [outer, client, inner] = app.spans;
  expect([outer?.name, client?.name, inner?.name]).toEqual(['call-request', 'call-peer', 'slow-request']);
  expect(client).toMatchObject({ kind: SpanKind.CLIENT, parentId: outer?.context.spanId });
  expect(inner).toMatchObject({ kind: SpanKind.SERVER, parentId: client?.context.spanId });
});

test('/call goes to the peer when there is one', async () => {
  const peer = await serve();
  const app = await serve(peer.url);
  expect((await app.get('/call?path=/')).status).toBe(200);
  expect(peer.spans.map(({ name }) => name)).toEqual(['index-request']);
});

test('a failing peer fails the call, in the answer and in both spans', async () => {
  const app = await serve();
  expect((await app.get('/call?path=/error')).status).toBe(502);
  expect(app.spans.map(({ status }) => status?.code)).toEqual(Array(3).fill(SpanStatusCode.ERROR));
});

test('a peer that is not there is a 502, not a hanging request', async () => {
  const app = await serve('http://127.0.0.1:9');
  const { status, body } = await app.get('/call?path=/');
  expect(status).toBe(502);
  expect(body.error).toContain('could not be called');
});

test('/call refuses any path that leads elsewhere', async () => {
  const peer = 'http://127.0.0.1:5001';
  for (const path of ['http://evil/', '//evil/', '/\\evil/', '\\\\evil', 'evil', '', '/\t/evil', '@evil'])
    expect(peerTarget(path, peer), path).toBeUndefined();
  expect(peerTarget('/slow?ms=2', peer)?.href).toBe('http://127.0.0.1:5001/slow?ms=2');
  const app = await serve();
  expect((await app.get('/call?path=http://127.0.0.1:1/')).status).toBe(400);
});

test('/healthz makes no span', async () => {
  const app = await serve();
  expect((await app.get('/healthz')).body).toEqual({ status: 'ok' });
  expect(app.spans).toEqual([]);
});

test('a port in use is said with the setting that changes it', async () => {
  const first = await startHelloApp({ host: '127.0.0.1', port: 0, tracer: recordingTracer().tracer });
  const second = startHelloApp({
    host: '127.0.0.1',
    port: first.port,
    tracer: recordingTracer().tracer,
  });
  await expect(second).rejects.toThrow(/PORT/);
  await first.close();
});
