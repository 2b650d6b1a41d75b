import type { ServerResponse } from 'node:http';
import { topics } from '@aiops/contracts';
import { afterEach, describe, expect, test } from 'vitest';
import type { Reach } from '../plan-window.ts';
import { metricStream } from '../sources/victoriametrics.ts';
import {
  quiet,
  resolver,
  sendJson,
  standInBus,
  standInCursors,
  standInServer,
} from '../testing/stand-ins.ts';
import { createUpstream, type Upstream } from '../upstream.ts';
import { createPoller } from './poller.ts';

const NOON = Date.UTC(2026, 0, 27, 12);
const reach: Reach = {
  lagMs: 30_000,
  stepMs: 15_000,
  maxWindowMs: 600_000,
  firstMs: 30_000,
  backfillMs: 3_600_000,
};
const CURSOR = 'data-ingestion:cursor:victoriametrics:cpu_usage';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** Answers like VictoriaMetrics would for one series whose value is its minute. */
function goodAnswer(response: ServerResponse, url: URL): void {
  const [start, end] = [Number(url.searchParams.get('start')), Number(url.searchParams.get('end'))];
  const step = Number.parseInt(url.searchParams.get('step') ?? '', 10);
  const values: [number, string][] = [];
  for (let at = start; at <= end; at += step) values.push([at, String((at / 60) % 60)]);
  const result = [{ metric: { __name__: 'cpu', instance: 'web-1' }, values }];
  sendJson(response, { status: 'success', data: { resultType: 'matrix', result } });
}

type Behaviour = (response: ServerResponse, url: URL) => void;

/** A poller over a stand-in for VictoriaMetrics that behaves as `world.behaviour` says, with a clock that `world.now` is. */
async function setUp() {
  const world = { now: NOON, behaviour: goodAnswer as Behaviour, silent: false };
  const server = await standInServer((_request, response, url) => world.behaviour(response, url));
  closing.push(server.close);
  const bus = standInBus();
  const cursors = standInCursors();
  /** A new process: nothing but the cursors survives. */
  const start = (baseUrl = server.url) => {
    const open = (timeoutMs: number) =>
      createUpstream({ name: 'VictoriaMetrics', baseUrl, timeoutMs, maxBytes: 100_000 });
    // Only a stand-in that never answers is given up on quickly: a busy machine may be slow with the others.
    const [patient, hasty] = [open(20_000), open(150)];
    const upstream: Upstream = {
      get: (...asked) => (world.silent && world.behaviour !== goodAnswer ? hasty : patient).get(...asked),
      close() {
        patient.close();
        hasty.close();
      },
    };
    closing.push(upstream.close);
    const poller = createPoller({
      source: 'victoriametrics',
      streams: [metricStream({ upstream, name: 'cpu_usage', promql: 'cpu', reach, resolver })],
      publish: (messages) => bus.publish(messages),
      cursors,
      resolver,
      now: () => world.now,
      logger: quiet,
      intervalMs: 30_000,
    });
    return { round: () => poller.round(new AbortController().signal), health: poller.health };
  };
  const stamps = () =>
    bus
      .values(topics.metrics)
      .flatMap(({ values }) => (values as [number, number][]).map(([second]) => second * 1000 - NOON));
  const events = () => bus.values(topics.events).map(({ event_type: type }) => type);
  return { world, server, bus, cursors, start, stamps, events };
}

const failures: [what: string, behaviour: Behaviour, reason: RegExp][] = [
  ['a closed connection', (response) => void response.destroy(), /hang up|ECONNRESET/],
  ['status 500', (response) => sendJson(response, {}, 500), /status 500/],
  ['status 429', (response) => sendJson(response, {}, 429), /status 429/],
  ['status 404', (response) => sendJson(response, {}, 404), /status 404/],
  ['an error body with status 200', (r) => sendJson(r, { status: 'error', error: 'oops' }), /oops/],
  ['truncated JSON', (response) => void response.end('{"status":"success","data":{"resu'), /complete JSON/],
  ['HTML', (response) => void response.end('<html>login</html>'), /complete JSON/],
  ['silence', () => undefined, /no full answer within 150 ms/],
  ['a body that stalls', (response) => void response.write('{"status":'), /no full answer within 150 ms/],
  ['a huge answer', (response) => void response.end('x'.repeat(200_000)), /exceeds 100000 bytes/],
  [
    'a cut-off body',
    (response) => response.writeHead(200, { 'content-length': 99 }).write('{}', () => response.destroy()),
    /aborted|hang up|ECONN/,
  ],
];

/** Lets a poller find that its upstream answers again, and then waits out the time that the agents are given. */
async function recover(
  world: { now: number },
  poller: { round(): Promise<number>; health(): { up: boolean; detail?: string } },
) {
  const from = world.now;
  for (let wait = await poller.round(); !poller.health().up; wait = await poller.round()) {
    expect(poller.health().detail).toMatch(/^answers again; in \d+ s/);
    expect(world.now).toBeLessThan(from + 60_000);
    world.now += wait;
  }
}

describe('while the upstream fails', { timeout: 20_000 }, () => {
  test.each(failures)(
    '%s keeps the cursor, tells the outage once, and loses nothing',
    async (what, fail, reason) => {
      const aloneTooLarge = what === 'a huge answer';
      const { world, start, stamps, events, bus, cursors } = await setUp();
      const poller = start();
      expect(await poller.round()).toBe(30_000);
      expect(poller.health()).toEqual({ up: true });
      const cursor = cursors.entries.get(CURSOR);

      world.behaviour = fail;
      world.silent = reason.source.startsWith('no full answer');
      for (const [seconds, wait] of [
        [30, 1_000],
        [60, 2_000],
      ] as const) {
        world.now = NOON + seconds * 1000;
        expect(await poller.round()).toBe(wait);
        expect(poller.health().up).toBe(false);
        expect(poller.health().detail).toMatch(reason);
      }
      expect(cursors.entries.get(CURSOR)).toBe(cursor);
      expect(await start().round()).toBe(1_000);
      expect(events()).toEqual(['source_down']);

      world.behaviour = goodAnswer;
      world.now = NOON + 90_000;
      if (aloneTooLarge) expect(await poller.round()).toBe(30_000);
      else await recover(world, poller);
      expect(poller.health()).toEqual({ up: true });
      expect(events()).toEqual(['source_down', 'source_up']);
      expect(bus.values(topics.events)[0]).toMatchObject({
        timestamp: new Date(NOON + 30_000).toISOString(),
      });
      const read = [-45_000, -30_000, -15_000, 0, 15_000, 30_000, 45_000, 60_000];
      const during = aloneTooLarge ? [] : [75_000, 90_000, 105_000, 120_000];
      expect(stamps()).toEqual([...read, ...during]);
    },
  );

  test('an address nobody listens on is an outage like any other', async () => {
    const { start, events } = await setUp();
    const closed = await standInServer(() => undefined);
    await closed.close();
    expect(await start(closed.url).round()).toBe(1_000);
    expect(events()).toEqual(['source_down']);
  });

  test('Retry-After is obeyed', async () => {
    const { world, start } = await setUp();
    world.behaviour = (response) => void response.writeHead(429, { 'retry-after': '17' }).end();
    expect(await start().round()).toBe(17_000);
  });

  test('passwords of a URL appear in no event', async () => {
    const { start, bus, server, world } = await setUp();
    world.behaviour = (response) => sendJson(response, {}, 503);
    await start(server.url.replace('http://', 'http://user:secret@')).round();
    expect(JSON.stringify(bus.messages)).not.toContain('secret');
  });
});

describe('after an outage', () => {
  test('what is older than the backfill is given up, once and aloud', async () => {
    const { world, start, stamps, events } = await setUp();
    const poller = start();
    await poller.round();
    world.behaviour = (response) => sendJson(response, {}, 500);
    for (const hours of [1, 2, 3]) {
      world.now = NOON + hours * 3_600_000;
      await poller.round();
    }
    world.behaviour = goodAnswer;
    await recover(world, poller);
    expect(events()).toEqual(['source_down', 'source_gap', 'source_up']);
    const filled = stamps().slice(2);
    expect(filled).toHaveLength(240);
    expect(filled[0]).toBe(2 * 3_600_000 + 60_000 - 30_000 + 15_000);
    expect(filled.at(-1)).toBe(3 * 3_600_000 + 60_000 - 30_000);
  });
});

test('an outage that began before the first good answer is filled as well', async () => {
  const { world, start, stamps } = await setUp();
  world.behaviour = (response) => sendJson(response, {}, 500);
  await start().round();
  world.behaviour = goodAnswer;
  world.now += 30_000;
  await recover(world, start());
  expect(stamps()).toEqual([-45_000, -30_000, -15_000, 0, 15_000, 30_000]);
});

describe('when the process dies', () => {
  test('between publish and cursor, the restarted one publishes identical messages', async () => {
    const { world, start, bus, cursors } = await setUp();
    cursors.beforeSet = (key, value) => {
      if (bus.messages.length > 0 && key === CURSOR && !value.includes('window')) throw new Error('killed');
    };
    await start().round();
    const [first] = bus.messages.splice(0);
    expect(first).toBeDefined();
    cursors.beforeSet = () => undefined;
    world.now = NOON + 95_000;
    await start().round();
    expect(JSON.stringify(bus.messages[0])).toBe(JSON.stringify(first));
    const seconds = bus
      .values(topics.metrics)
      .flatMap(({ values }) => (values as number[][]).map(([s]) => s));
    expect(seconds).toEqual([...new Set(seconds)]);
  });

  test('before the end of an outage was stored, it is told again with the same bytes', async () => {
    const { world, start, bus, cursors } = await setUp();
    world.behaviour = (response) => sendJson(response, {}, 500);
    await start().round();
    world.behaviour = goodAnswer;
    cursors.beforeSet = (_key, value) => {
      if (value === '') throw new Error('killed');
    };
    world.now += 60_000;
    await start().round();
    world.now += 60_000;
    await start().round();
    cursors.beforeSet = () => undefined;
    world.now += 60_000;
    await start().round();
    const ups = bus.messages.filter(({ value }) => 'event_type' in value && value.event_type === 'source_up');
    expect(ups).toHaveLength(2);
    expect(JSON.stringify(ups[0])).toBe(JSON.stringify(ups[1]));
  });

  test('a damaged cursor is like none', async () => {
    const { start, cursors, stamps } = await setUp();
    cursors.entries.set(CURSOR, '{"from":');
    await start().round();
    expect(stamps()).toEqual([-45_000, -30_000]);
  });
});

test('while the bus is away the cursor stays and no outage of the upstream is claimed', async () => {
  const { world, start, bus, stamps, events } = await setUp();
  const poller = start();
  bus.down = true;
  expect(await poller.round()).toBe(1_000);
  expect(poller.health()).toEqual({ up: false, detail: 'nothing could be handed on: no broker' });
  bus.down = false;
  world.now += 60_000;
  await poller.round();
  expect(stamps()).toEqual([-45_000, -30_000, -15_000, 0, 15_000, 30_000]);
  expect(events()).toEqual([]);
});

describe('one question among several', () => {
  /** A poller of two queries, the first of which fails as told. */
  async function two(fail: Behaviour) {
    const set = await setUp();
    const failing = { now: true };
    set.world.behaviour = (response, url) =>
      failing.now && url.searchParams.get('query') === 'bad'
        ? fail(response, url)
        : goodAnswer(response, url);
    const upstream = createUpstream({ name: 'VictoriaMetrics', baseUrl: set.server.url, maxBytes: 100_000 });
    closing.push(upstream.close);
    const poller = createPoller({
      source: 'victoriametrics',
      streams: ['bad', 'good'].map((name) => metricStream({ upstream, name, promql: name, reach, resolver })),
      publish: (messages) => set.bus.publish(messages),
      cursors: set.cursors,
      resolver,
      now: () => set.world.now,
      logger: quiet,
      intervalMs: 30_000,
    });
    const round = () => poller.round(new AbortController().signal);
    const read = (name: string) =>
      set.bus.values(topics.metrics).filter(({ metric_name: metric }) => metric === name).length;
    return { ...set, failing, round, read, health: poller.health };
  }

  test.each([
    ['that is wrong', (response: ServerResponse) => sendJson(response, { error: 'cannot parse' }, 422)],
    ['whose answer is too large', (response: ServerResponse) => void response.end('x'.repeat(200_000))],
  ])('%s is told and does not keep the others from being asked, round after round', async (_what, fail) => {
    const { world, round, read, health, events } = await two(fail);
    for (let n = 1; n <= 4; n += 1) {
      await round();
      expect(read('good')).toBe(n);
      expect(health().up).toBe(false);
      world.now += 30_000;
    }
    expect(read('bad')).toBe(0);
    expect(events()).toEqual(['source_down']);
  });

  test('that always breaks the upstream cannot starve the others', async () => {
    const { world, round, read } = await two((response) => sendJson(response, {}, 503));
    for (let n = 0; n < 10; n += 1) {
      await round();
      world.now += 60_000;
    }
    expect(read('good')).toBeGreaterThan(3);
  });
});

test('an answer that is too large is asked for in shorter stretches until it fits', async () => {
  const { world, start, stamps, events } = await setUp();
  const poller = start();
  await poller.round();
  world.behaviour = (response, url) => {
    const seconds = Number(url.searchParams.get('end')) - Number(url.searchParams.get('start'));
    if (seconds > 45) response.end('x'.repeat(200_000));
    else goodAnswer(response, url);
  };
  world.now = NOON + 1_200_000;
  expect(await poller.round()).toBe(30_000);
  expect(events()).toEqual([]);
  const expected = Array.from({ length: 82 }, (_, i) => -45_000 + i * 15_000);
  expect(stamps()).toEqual(expected);
});

test('what agents hand in only after an outage is not missed', async () => {
  const { world, start, stamps } = await setUp();
  const poller = start();
  await poller.round();
  world.behaviour = (response) => sendJson(response, {}, 503);
  world.now = NOON + 30_000;
  await poller.round();
  // It answers from now on, but what was sent meanwhile comes when its sender tries again.
  const late = NOON + 100_000;
  world.behaviour = (response, url) => {
    if (world.now >= late) return goodAnswer(response, url);
    sendJson(response, { status: 'success', data: { resultType: 'matrix', result: [] } });
  };
  world.now = NOON + 90_000;
  await recover(world, poller);
  expect(stamps()).toEqual(
    [-45_000, -30_000, -15_000, 0, 15_000, 30_000, 45_000, 60_000, 75_000, 90_000, 105_000, 120_000].slice(
      0,
      stamps().length,
    ),
  );
  expect(stamps().length).toBeGreaterThan(8);
});

test('a date in Retry-After is obeyed as well', async () => {
  const { world, start } = await setUp();
  const date = new Date(Date.now() + 120_000).toUTCString();
  world.behaviour = (response) => void response.writeHead(503, { 'retry-after': date }).end();
  const wait = await start().round();
  expect(wait).toBeGreaterThan(60_000);
  expect(wait).toBeLessThanOrEqual(120_000);
});
