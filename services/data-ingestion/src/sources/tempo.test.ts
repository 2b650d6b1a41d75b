import { afterEach, describe, expect, test } from 'vitest';
import type { Reach } from '../plan-window.ts';
import { followStream } from '../poll/follow.ts';
import { createWindowLimit } from '../poll/window-limit.ts';
import {
  quiet,
  resolver,
  sendJson,
  standInBus,
  standInCursors,
  standInServer,
} from '../testing/stand-ins.ts';
import { createUpstream } from '../upstream.ts';
import { foundTraces, traceResourceSpans, traceStream } from './tempo.ts';

const NOON = Date.UTC(2026, 0, 27, 12);
const reach: Reach = {
  lagMs: 30_000,
  stepMs: 1_000,
  maxWindowMs: 600_000,
  firstMs: 60_000,
  backfillMs: 3_600_000,
};

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

interface Stored {
  /** As a search shows it, leading zeros cut. */
  readonly id: string;
  readonly startMs: number;
  readonly durationMs?: number;
}

const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64');
const nanos = (ms: number) => `${ms}000000`;
const attribute = (key: string, value: object) => ({ key, value });

/** The shape in which Tempo shows a trace: ids in base64, enums by name, 64-bit integers as text. */
function resourceSpans({ id, startMs, durationMs = 0 }: Stored) {
  const traceId = base64(id.padStart(32, '0'));
  const times = { startTimeUnixNano: nanos(startMs), endTimeUnixNano: nanos(startMs + durationMs) };
  const server = {
    traceId,
    spanId: base64('0000000000000001'),
    name: 'index-request',
    kind: 'SPAN_KIND_SERVER',
    ...times,
    attributes: [attribute('http.status_code', { intValue: '500' })],
    status: { code: 'STATUS_CODE_ERROR' },
  };
  const client = {
    traceId,
    spanId: base64('0000000000000002'),
    parentSpanId: base64('0000000000000001'),
    name: 'call-db',
    kind: 'SPAN_KIND_CLIENT',
    ...times,
    status: {},
  };
  const resource = { attributes: [attribute('service.name', { stringValue: 'hello-app' })] };
  return [{ resource, scopeSpans: [{ scope: { name: 'lab' }, spans: [server, client] }] }];
}

/** A stand-in for Tempo: its search finds what overlaps the range and gives any `limit` of it. */
async function setUp(
  stored: Stored[],
  options: { limit?: number; v2?: boolean; minDurationMs?: number } = {},
) {
  const world = { now: NOON };
  const server = await standInServer((_request, response, url) => {
    const number = (name: string) => Number(url.searchParams.get(name));
    if (url.pathname === '/api/search') {
      const traces = stored
        .filter(
          (t) =>
            t.startMs <= number('end') * 1000 && t.startMs + (t.durationMs ?? 0) >= number('start') * 1000,
        )
        .slice(0, number('limit'))
        .map(({ id: traceID, startMs, durationMs }) => ({
          traceID,
          startTimeUnixNano: nanos(startMs),
          ...(durationMs === undefined ? {} : { durationMs }),
        }));
      return sendJson(response, { traces, metrics: { totalJobs: 3 } });
    }
    const [, version, id] = /^\/api\/(v2\/)?traces\/([0-9a-f]{32})$/.exec(url.pathname) ?? [];
    const trace = stored.find((one) => one.id.padStart(32, '0') === id);
    if (version !== undefined && options.v2 === false) return sendJson(response, 'page not found', 404);
    if (trace === undefined || trace.id.startsWith('dead'))
      return version === undefined
        ? sendJson(response, '', 404)
        : sendJson(response, { metrics: {}, trace: {} });
    return version === undefined
      ? sendJson(response, { batches: resourceSpans(trace) })
      : sendJson(response, { trace: { resourceSpans: resourceSpans(trace) }, metrics: {} });
  });
  const upstream = createUpstream({ name: 'Tempo', baseUrl: server.url });
  closing.push(server.close, () => upstream.close());
  const bus = standInBus();
  const stream = traceStream({
    upstream,
    query: '{}',
    minDurationMs: options.minDurationMs ?? 0,
    limit: options.limit ?? 100,
    reach,
    logger: quiet,
  });
  const follow = {
    source: 'tempo',
    publish: bus.publish,
    cursors: standInCursors(),
    resolver,
    now: () => world.now,
    logger: quiet,
  };
  const run = () => followStream(stream, createWindowLimit(reach), follow, new AbortController().signal);
  const ids = () => bus.traces().map(({ key }) => String(key).replace(/^0+/, ''));
  return { world, bus, server, run, ids };
}

describe('following the traces of a Tempo', () => {
  test.each([
    ['its second trace endpoint', true],
    ['only its first one', false],
  ])('with %s, a trace becomes a message with hex ids and the names of the contract', async (_what, v2) => {
    const { run, bus } = await setUp([{ id: 'abc000', startMs: NOON - 50_000, durationMs: 100 }], { v2 });
    await run();
    expect(bus.messages).toHaveLength(1);
    const [trace] = bus.traces();
    expect(trace?.key).toBe('00000000000000000000000000abc000');
    expect(trace?.value).toMatchObject({
      trace_id: '00000000000000000000000000abc000',
      total_duration: 0.1,
      span_count: 2,
      source: 'tempo',
      spans: [
        {
          span_id: '0000000000000001',
          operation: 'index-request',
          service: 'hello-app',
          start_time: '2026-01-27T11:59:10.000Z',
          duration: 0.1,
          status: 'error',
          kind: 'server',
          tags: { 'http.status_code': 500 },
        },
        { span_id: '0000000000000002', parent_span_id: '0000000000000001', status: 'unset', kind: 'client' },
      ],
    });
    expect(trace?.value).not.toHaveProperty('spans.0.parent_span_id');
  });

  test('a trace that reaches into several windows is read once, in the one in which it starts', async () => {
    const { run, ids, world } = await setUp([{ id: 'a1', startMs: NOON - 50_000, durationMs: 300_000 }]);
    for (let round = 0; round < 6; round += 1) {
      await run();
      world.now += 60_000;
    }
    expect(ids()).toEqual(['a1']);
  });

  test('a search that is cut at its limit is repeated over shorter ranges until nothing is missing', async () => {
    const stored = Array.from({ length: 40 }, (_, index) => ({
      id: (index + 16).toString(16),
      startMs: NOON - 89_000 + index * 1_400,
    }));
    const { run, ids, server } = await setUp(stored, { limit: 6 });
    await run();
    expect(ids().sort()).toEqual(stored.map(({ id }) => id).sort());
    const searches = server.requests.filter(({ pathname }) => pathname === '/api/search');
    expect(searches.every(({ searchParams }) => /^\d{10}$/.test(searchParams.get('start') ?? ''))).toBe(true);
  });

  test('many traces within one second are asked for with a larger limit', async () => {
    const stored = Array.from({ length: 30 }, (_, index) => ({
      id: (index + 16).toString(16),
      startMs: NOON - 50_000 + index,
    }));
    const { run, ids } = await setUp(stored, { limit: 4 });
    await run();
    expect(ids()).toHaveLength(30);
  });

  test('a trace that Tempo found but no longer has holds nobody back', async () => {
    const { run, ids } = await setUp([
      { id: 'dead01', startMs: NOON - 50_000 },
      { id: 'b2', startMs: NOON - 50_000 },
    ]);
    await run();
    expect(ids()).toEqual(['b2']);
  });

  test('traces shorter than min_duration are left out', async () => {
    const stored = [
      { id: 'a1', startMs: NOON - 50_000, durationMs: 40 },
      { id: 'b2', startMs: NOON - 50_000, durationMs: 60 },
      { id: 'c3', startMs: NOON - 50_000 },
    ];
    const { run, ids } = await setUp(stored, { minDurationMs: 50 });
    await run();
    expect(ids()).toEqual(['b2']);
  });
});

test('a search answer without traces is no failure, one of another shape is', () => {
  expect(foundTraces({ traces: [] })).toEqual([]);
  expect(foundTraces({ metrics: {} })).toEqual([]);
  expect(() => foundTraces({ traces: 'x' })).toThrow(/unexpected search answer/);
  expect(() => traceResourceSpans('text')).toThrow(/unexpected trace/);
  expect(traceResourceSpans({ trace: {}, metrics: {} })).toBeUndefined();
});
