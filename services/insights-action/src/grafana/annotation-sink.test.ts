import {
  createLogger,
  createMemoryStateStore,
  createMetrics,
  type Records,
  Unavailable,
} from '@aiops/runtime';
import { type GrafanaStandIn, startGrafanaStandIn } from '@aiops/testbed';
import { afterEach, expect, test } from 'vitest';
import { createWebClient, type WebClient } from '../http/web-client.ts';
import type { Delivery } from '../sinks/incident-sink.ts';
import { createOutbox, type Outbox } from '../sinks/outbox.ts';
import { deliveryOf } from '../testing/delivery-of.ts';
import { createAnnotationSink } from './annotation-sink.ts';
import { createAnnotationsApi } from './annotations-api.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});
const never = new AbortController().signal;
const LOGIN = `Basic ${btoa('admin:admin')}`;
const START = Date.parse('2026-01-27T12:00:00Z');
const END = Date.parse('2026-01-27T12:30:00Z');

async function grafanaOf(options = {}): Promise<GrafanaStandIn> {
  const grafana = await startGrafanaStandIn(options);
  closers.push(() => grafana.close());
  return grafana;
}
function clientOf({ url }: { url: string }, authorization = LOGIN, timeoutMs = 5_000): WebClient {
  const client = createWebClient({ name: 'Grafana', baseUrl: url, headers: { authorization }, timeoutMs });
  closers.push(() => client.close());
  return client;
}
const sinkOn = (client: WebClient) => createAnnotationSink(createAnnotationsApi(client));
const opened = deliveryOf('i', 1);
const updated = deliveryOf('i', 2, { status: 'updated', rca_summary: 'now it is known' });
const resolved = deliveryOf('i', 3, { status: 'resolved', ended_at: '2026-01-27T12:30:00Z' });

test('one annotation follows the incident: a point while it is open, a region once it is over', async () => {
  const grafana = await grafanaOf();
  const sink = sinkOn(clientOf(grafana));
  await sink.deliver(opened, never);
  expect(grafana.annotations).toEqual([
    {
      id: 1,
      time: START,
      timeEnd: START,
      text: expect.stringContaining('<b>rack-sw-1 → server-1, server-2</b>'),
      tags: [
        'aiops',
        'incident:i',
        'severity:critical',
        'entity:rack-sw-1',
        'entity:server-1',
        'entity:server-2',
      ],
    },
  ]);
  await sink.deliver(updated, never);
  expect(grafana.annotations).toMatchObject([
    { id: 1, text: expect.stringMatching(/now it is known.*revision 2/), timeEnd: START },
  ]);
  await sink.deliver(resolved, never);
  expect(grafana.annotations).toMatchObject([
    { id: 1, time: START, timeEnd: END, text: expect.stringContaining('Resolved after 30 min') },
  ]);
  await sink.deliver(deliveryOf('i', 4, { status: 'reopened' }), never);
  expect(grafana.annotations).toMatchObject([
    { time: START, timeEnd: START, text: expect.stringContaining('Open again') },
  ]);
});

test('a merged incident ends and says where it went', async () => {
  const grafana = await grafanaOf();
  const merged = { status: 'merged', merged_into: 'other', ended_at: '2026-01-27T12:30:00Z' } as const;
  await sinkOn(clientOf(grafana)).deliver(deliveryOf('i', 2, merged), never);
  expect(grafana.annotations).toMatchObject([
    { timeEnd: END, text: expect.stringContaining('Merged into other') },
  ]);
});

test('what is there already is not written again, and other incidents and people are left alone', async () => {
  const grafana = await grafanaOf();
  const client = clientOf(grafana);
  const sink = sinkOn(client);
  const foreign = { text: 'a deployment', tags: ['incident:i', 'entity:rack-sw-1'], time: START };
  await client.send({ method: 'POST', path: '/api/annotations', body: foreign }, never);
  // Grafana takes a tag without a colon for every tag with that key.
  const alike = { text: 'alike', tags: ['aiops:x', 'incident:i'], time: START };
  await client.send({ method: 'POST', path: '/api/annotations', body: alike }, never);
  await sink.deliver(deliveryOf('other'), never);
  await sink.deliver(opened, never);
  const before = grafana.requests.length;
  await sink.deliver(opened, never);
  expect(grafana.requests.length).toBe(before);
  expect(grafana.annotations.map(({ text }) => text.includes('revision 1'))).toEqual([
    false,
    false,
    true,
    true,
  ]);
});

test('where two writers raced, the annotation with the lowest id stays', async () => {
  const grafana = await grafanaOf();
  const client = clientOf(grafana);
  for (const text of ['first', 'second', 'third']) {
    const body = { text, tags: ['aiops', 'incident:i'], time: START };
    await client.send({ method: 'POST', path: '/api/annotations', body }, never);
  }
  await sinkOn(client).deliver(resolved, never);
  expect(grafana.annotations).toMatchObject([{ id: 1, timeEnd: END }]);
});

test('an annotation with the id 0 is never touched, because deleting it would wipe all', async () => {
  const sent: string[] = [];
  const tags = ['aiops', 'incident:i'];
  const fake: WebClient = {
    async send({ method, path }) {
      sent.push(`${method} ${path}`);
      return JSON.stringify([
        { id: 0, time: 1, tags },
        { id: 0, time: 2, tags },
      ]);
    },
    close: () => undefined,
  };
  await sinkOn(fake).deliver(opened, never);
  expect(sent).toEqual(['GET /api/annotations', 'POST /api/annotations', 'GET /api/annotations']);
  const api = createAnnotationsApi(fake);
  for (const id of [0, -1, 1.5, Number.NaN])
    await expect(api.remove(id, never)).rejects.toThrow('positive whole numbers');
});

test.each([
  ['a wrong password', {}, `Basic ${btoa('admin:wrong')}`, /status 401.*GRAFANA_TOKEN/],
  ['a login that may only read', { viewerToken: 'viewer' }, 'Bearer viewer', /status 403.*GRAFANA_TOKEN/],
])('%s is told and waited for', async (_what, options, authorization, told) => {
  const delivery = sinkOn(clientOf(await grafanaOf(options), authorization)).deliver(opened, never);
  await expect(delivery).rejects.toThrow(told);
  await expect(delivery).rejects.toBeInstanceOf(Unavailable);
});

test('a token is enough', async () => {
  const grafana = await grafanaOf({ token: 'glsa_1' });
  await sinkOn(clientOf(grafana, 'Bearer glsa_1')).deliver(opened, never);
  expect(grafana.annotations).toHaveLength(1);
});

test('something that is no Grafana is told and waited for', async () => {
  const page: WebClient = { send: async () => '<html>Log in</html>', close: () => undefined };
  const delivery = sinkOn(page).deliver(opened, never);
  await expect(delivery).rejects.toThrow('is something else at GRAFANA_URL?');
  await expect(delivery).rejects.toBeInstanceOf(Unavailable);
});

type Fate = 'before' | 'after';

/** Lets the process die at its nth step outside, before or after the other side has done it; nothing works from then on. */
function dyingAt(step: number, fate: Fate) {
  let steps = 0;
  const done: string[] = [];
  const pass = async <T>(what: string, action: () => Promise<T>): Promise<T> => {
    const mine = steps++;
    if (mine > step || (mine === step && fate === 'before')) throw new Unavailable('the process died');
    const result = await action();
    done.push(what);
    if (mine === step) throw new Unavailable('the process died');
    return result;
  };
  return {
    done,
    isDead: () => steps > step,
    client: (client: WebClient): WebClient => ({
      send: (request, signal) => pass(request.method, () => client.send(request, signal)),
      close: () => undefined,
    }),
    records: (records: Records): Records => ({
      ...records,
      replace: (key, read, value) => pass('record', () => records.replace(key, read, value)),
    }),
  };
}

/** Offers a life of an incident and lets the process die on the way; what was not settled is offered again, by the next process. */
async function live(grafana: GrafanaStandIn, step: number, fate: Fate): Promise<string[]> {
  const records = createMemoryStateStore().records('delivered/grafana');
  const logger = createLogger({ service: 'test', level: 'silent', format: 'json' });
  const client = clientOf(grafana);
  const start = (web: WebClient, delivered: Records) =>
    createOutbox({
      sink: sinkOn(web),
      delivered,
      newest: async () => undefined,
      logger,
      metrics: createMetrics('0'),
      now: () => 0,
      crash: (error) => expect.unreachable(error.message),
      pause: (_ms, signal) =>
        new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true })),
    });
  const settle = async (outbox: Outbox, { incident, revision }: Delivery, until: () => boolean) => {
    while (!outbox.settled(incident, revision) && !until()) await new Promise(setImmediate);
  };
  const dying = dyingAt(step, fate);
  const living = new AbortController().signal;
  let outbox = start(dying.client(client), dying.records(records));
  let hasDied = false;
  for (const delivery of [opened, updated, resolved]) {
    outbox.offer(delivery, living);
    await settle(outbox, delivery, () => !hasDied && dying.isDead());
    if (!dying.isDead() || hasDied) continue;
    hasDied = true;
    await outbox.stop();
    outbox = start(client, records);
    // The task offers what it does not know to be settled, and the log is read again from the last checkpoint.
    outbox.offer(opened, living);
    outbox.offer(delivery, living);
    await settle(outbox, delivery, () => false);
  }
  await outbox.stop();
  return dying.done;
}

test('a death at any step leaves exactly one annotation with its end set', async () => {
  const steps = await live(await grafanaOf(), Number.POSITIVE_INFINITY, 'before');
  expect(steps).toEqual(['GET', 'POST', 'GET', 'record', 'GET', 'PATCH', 'record', 'GET', 'PATCH', 'record']);
  for (const fate of ['before', 'after'] as const) {
    for (let step = 0; step < steps.length; step++) {
      const grafana = await grafanaOf();
      await live(grafana, step, fate);
      expect(grafana.annotations, `died ${fate} ${steps[step]} (step ${step})`).toMatchObject([
        { time: START, timeEnd: END, text: expect.stringContaining('revision 3') },
      ]);
    }
  }
});

test('a Grafana that takes an annotation and answers too late has it once', async () => {
  const grafana = await grafanaOf();
  const client = clientOf(grafana);
  let isSlow = true;
  const slow: WebClient = {
    async send(request, signal) {
      const answer = await client.send(request, signal);
      if (isSlow && request.method === 'POST') throw new Unavailable('no full answer within 10000 ms');
      return answer;
    },
    close: () => undefined,
  };
  await expect(sinkOn(slow).deliver(opened, never)).rejects.toBeInstanceOf(Unavailable);
  isSlow = false;
  await sinkOn(slow).deliver(resolved, never);
  expect(grafana.annotations).toMatchObject([{ id: 1, timeEnd: END }]);
});
