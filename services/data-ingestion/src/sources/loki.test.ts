import type { ServerResponse } from 'node:http';
import { topics } from '@aiops/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
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
import { createUpstream, type Upstream } from '../upstream.ts';
import { cutFullPage, logStream, lokiLines, lokiMessage } from './loki.ts';

const NOON = Date.UTC(2026, 0, 27, 12);
const NOON_NS = BigInt(NOON) * 1_000_000n;
const reach: Reach = {
  lagMs: 5_000,
  stepMs: 1,
  maxWindowMs: 600_000,
  firstMs: 30_000,
  backfillMs: 3_600_000,
};

interface Stored {
  readonly ns: bigint;
  readonly line: string;
  readonly host: string;
}

/** Answers a range query over `stored` like Loki: start inclusive, end exclusive, the limit over all streams together. */
function lokiAnswer(stored: readonly Stored[], query: URLSearchParams): unknown {
  const [start, end] = [BigInt(query.get('start') ?? 0), BigInt(query.get('end') ?? 0)];
  const within = stored.filter(({ ns }) => ns >= start && ns < end);
  within.sort((a, b) => (a.ns < b.ns ? -1 : a.ns > b.ns ? 1 : 0));
  const page = within.slice(0, Number(query.get('limit')));
  const hosts = [...new Set(page.map(({ host }) => host))];
  const result = hosts.map((host) => ({
    stream: { host },
    values: page.filter((entry) => entry.host === host).map(({ ns, line }) => [String(ns), line]),
  }));
  return { status: 'success', data: { resultType: 'streams', result } };
}

/** The poller of a stand-in for Loki. */
function follow(upstream: Upstream, limit: number, world = { now: NOON }) {
  const bus = standInBus();
  const cursors = standInCursors();
  const stream = logStream({ upstream, query: '{job="x"}', limit, reach, resolver, logger: quiet });
  const options = {
    source: 'loki',
    publish: bus.publish,
    cursors,
    resolver,
    now: () => world.now,
    logger: quiet,
  };
  const run = () => followStream(stream, createWindowLimit(reach), options, new AbortController().signal);
  const lines = () => bus.values(topics.logs).map(({ timestamp, log_line: line }) => `${timestamp} ${line}`);
  return { bus, cursors, run, lines, world };
}

const inProcess = (stored: readonly Stored[]): Upstream => ({
  get: async (_path, query) => lokiAnswer(stored, new URLSearchParams(query as Record<string, string>)),
  close: () => undefined,
});

describe('following the lines of a Loki', () => {
  test('over HTTP, pages are followed to the end and nanoseconds keep their last digit', async () => {
    const stored = Array.from({ length: 25 }, (_, index) => ({
      ns: NOON_NS - 20_000_000_000n + BigInt(index),
      line: `line ${index}`,
      host: `web-${index % 3}`,
    }));
    const asked: string[] = [];
    const server = await standInServer((_request, response: ServerResponse, url) => {
      asked.push(url.searchParams.get('start') ?? '');
      sendJson(response, lokiAnswer(stored, url.searchParams));
    });
    const upstream = createUpstream({ name: 'Loki', baseUrl: server.url });
    const { run, lines } = follow(upstream, 10);
    await run();
    upstream.close();
    await server.close();
    expect(lines()).toEqual(stored.map(({ ns, line }) => `${ns} ${line}`));
    expect(asked.slice(0, 2)).toEqual([
      String(NOON_NS - 35_000_000_000n),
      String(NOON_NS - 20_000_000_000n + 9n),
    ]);
  });

  test('more lines in one nanosecond than fit on a page are all read, once', async () => {
    const ns = NOON_NS - 10_000_000_000n;
    const stored = Array.from({ length: 40 }, (_, index) => ({ ns, line: `same ${index}`, host: 'web-1' }));
    const { run, lines } = follow(inProcess(stored), 7);
    await run();
    expect(lines().sort()).toEqual(stored.map(({ line }) => `${ns} ${line}`).sort());
  });

  test('no line is lost or doubled, whatever the page size, shared nanoseconds, and a death after any page', async () => {
    const offsets = fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 60 });
    const scenario = fc.record({ offsets, limit: fc.integer({ min: 1, max: 9 }), deathAt: fc.nat(12) });
    await fc.assert(
      fc.asyncProperty(scenario, async ({ offsets, limit, deathAt }) => {
        const stored = offsets.map((offset, index) => ({
          ns: NOON_NS - 10_000_000_000n + BigInt(offset),
          line: `line ${index}`,
          host: `web-${index % 2}`,
        }));
        const { run, lines, cursors, bus, world } = follow(inProcess(stored), limit);
        let writes = 0;
        cursors.beforeSet = () => {
          writes += 1;
          if (writes === deathAt) throw new Error('killed');
        };
        await run().catch(() => undefined);
        cursors.beforeSet = () => {
          writes += 1;
        };
        const died = writes === deathAt;
        world.now += 20_000;
        await run();
        expect([...new Set(lines())].sort()).toEqual(stored.map(({ ns, line }) => `${ns} ${line}`).sort());
        const bytes = new Map<string | undefined, string>();
        for (const message of bus.messages) {
          const text = JSON.stringify(message);
          expect(bytes.get(message.id) ?? text).toBe(text);
          bytes.set(message.id, text);
        }
        if (!died) expect(lines()).toHaveLength(stored.length);
      }),
    );
  });
});

describe('a Loki answer', () => {
  test('a full page leaves its last nanosecond to the next one', () => {
    const at = (ns: bigint) => ({ ns, line: 'x', labels: {} });
    expect(cutFullPage([at(1n), at(2n), at(2n)])).toEqual({ lines: [at(1n)], next: 2n, stuck: false });
    expect(cutFullPage([at(2n), at(2n)])).toEqual({ lines: [at(2n), at(2n)], next: 3n, stuck: true });
  });

  test('takes level and trace from labels, else the level from the line', () => {
    const value = (labels: Record<string, string>, line: string) =>
      lokiMessage({ ns: 1n, line, labels }, NOON, resolver()).value;
    expect(value({ host: 'a', level: 'WARNING', trace_id: 'abc' }, 'an error')).toMatchObject({
      timestamp: '1',
      level: 'warn',
      trace_id: 'abc',
      entity_name: 'a',
    });
    expect(value({ host: 'a' }, '[Error] disk failed')).toMatchObject({ level: 'error' });
    expect(value({ host: 'a' }, 'hello')).not.toHaveProperty('level');
  });

  test.each([
    [
      'counts instead of lines',
      { status: 'success', data: { resultType: 'matrix', result: [] } },
      /select lines/,
    ],
    ['an error with status 200', { status: 'error', error: 'x' }, /unexpected/],
  ])('%s is a failure', (_what, answer, message) => {
    expect(() => lokiLines(answer)).toThrow(message);
  });

  test('a line that no broker would take is cut and marked', () => {
    const { value } = lokiMessage({ ns: 1n, line: 'x'.repeat(70_000), labels: {} }, NOON, resolver());
    expect(value).toMatchObject({ truncated: true });
    expect((value as { log_line: string }).log_line).toHaveLength(65_536);
  });
});
