import { configSchema } from '@aiops/config';
import { formatTimestamp, type MetricMessage, partitionOf, topics } from '@aiops/contracts';
import type { Message } from '@aiops/runtime';
import { testDriver } from '@aiops/testbed';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NOON, span, trace } from '../testing/spans.ts';
import type { LiveGraph } from './live-graph.ts';
import { createGraphWatch } from './watch-service.ts';

const { expire } = configSchema.parse({}).topology;
const RECORDED = NOON + 3_600_000;
type Input = Pick<Message, 'topic' | 'value' | 'key'>;

/** A watch over `partitions`, whose events come back to it, as on the bus. */
function watch(partitions = 1, limit = 100) {
  let graph: LiveGraph | undefined;
  const counts = { capped: 0, future: 0 };
  const calls: string[] = [];
  const counter = (name: keyof typeof counts) => ({
    inc() {
      counts[name] += 1;
    },
  });
  const service = createGraphWatch({
    expire,
    edges: limit,
    onGraph: (offered) => {
      graph = offered;
    },
    onCalls: (observed) => {
      for (const { sighting, figures } of observed)
        calls.push(`${sighting.to.name} ${figures.rate} ${figures.window_end}`);
    },
    counters: { capped: counter('capped'), future: counter('future') },
  });
  const driver = testDriver(service, { partitions });
  const told: string[] = [];
  return {
    counts,
    calls,
    told,
    restart: driver.restart,
    pipe({ topic, value, key }: Input, recordedAt = RECORDED) {
      driver.pipe(topic, value as never, { key, recordedAt });
      for (const event of driver.readMessages(topics.events)) {
        told.push(`${event.id} ${JSON.stringify(event.value)}`);
        driver.pipe(topics.events, event.value as never, { key: event.key, recordedAt });
      }
    },
    edges() {
      driver.tick(RECORDED);
      return (graph?.edges() ?? [])
        .map(({ sighting: { from, kind, to, source }, last }) => {
          const at = (last - NOON) / 1_000;
          return `${from.name} ${kind} ${to.name} (${source}, ${at})`;
        })
        .sort();
    },
  };
}

const spans = (id: string, ...of: ReturnType<typeof span>[]): Input => ({
  topic: topics.traces,
  key: id,
  value: trace(id, ...of),
});
const metric = (labels: MetricMessage['labels'], at: number, metric_name = 'm'): Input => ({
  topic: topics.metrics,
  key: JSON.stringify(labels),
  value: { metric_name, labels, values: [[NOON / 1_000 + at, 1]] },
});
const observed = (caller: string, callee: unknown, at: number, more = {}): Input => ({
  topic: topics.events,
  key: caller,
  value: {
    timestamp: formatTimestamp(NOON + at * 1_000),
    event_type: 'edge_observed',
    entity_id: `urn:aiops:service:service:lab:${caller}`,
    details: { caller, callee, ...more },
  },
});

test('spans, labels and observed edges make one graph, which outlives a restart', () => {
  const target = watch(3);
  target.pipe(
    spans(
      't',
      span('a', 'shop', 1, { tags: { 'host.name': 'web-1' } }),
      span('b', 'cart', 1, { parent: 'a' }),
    ),
  );
  target.pipe(metric({ service: 'cart', host: 'web-2' }, 3));
  target.pipe(metric({ service: 'mail', instance: 'web-3:9100' }, 4));
  target.pipe(observed('cart', 'db', 5));
  const expected = [
    'cart calls db (events, 5)',
    'cart runs_on web-2 (metrics, 3)',
    'mail runs_on web-3:9100 (metrics, 4)',
    'shop calls cart (traces, 1)',
    'shop runs_on web-1 (traces, 1)',
  ];
  expect(target.edges()).toEqual(expected);
  target.restart();
  expect(target.edges()).toEqual(expected);
});

test('an edge is told again only after a while, so that its traffic does not become events', () => {
  const target = watch();
  for (let at = 0; at < 1_800; at += 10) target.pipe(metric({ service: 'cart', host: 'web-2' }, at));
  expect(target.told).toHaveLength(2);
  expect(target.edges()).toEqual(['cart runs_on web-2 (metrics, 900)']);
});

test('how calls went is handed on once, the newest minute of each, also after a restart', () => {
  const target = watch(3, 2);
  const end = (minutes: number) => formatTimestamp(NOON + minutes * 60_000);
  const tell = (callee: string, rate: number, minutes: number) =>
    target.pipe(observed('cart', callee, 5, { rate, window_end: end(minutes) }));
  tell('db', 1, 1);
  tell('db', 2, 2);
  tell('db', 9, 1);
  tell('mail', 4, 130);
  tell('queue', 3, 1);
  tell('fax', 5, 1);
  target.restart();
  target.edges();
  target.edges();
  expect(target.calls).toEqual([`db 2 ${end(2)}`, `queue 3 ${end(1)}`]);
});

test('a series without a service or a host, announced maintenance and other events show nothing', () => {
  const target = watch();
  target.pipe(metric({ host: 'web-1' }, 1));
  target.pipe(metric({ service: 'cart' }, 1));
  const maintenance = {
    event_id: 'm',
    entity_id: 'e',
    announced_at: formatTimestamp(NOON),
    from: formatTimestamp(NOON),
    until: formatTimestamp(NOON),
  };
  const { value } = metric({ service: 'cart', host: 'web-1' }, 1);
  target.pipe({ topic: topics.metrics, key: null, value: { ...value, maintenance } as Message['value'] });
  target.pipe(observed('cart', 7, 1));
  target.pipe({
    topic: topics.events,
    key: null,
    value: { timestamp: NOON / 1_000, event_type: 'deployment' },
  });
  expect([target.told, target.edges()]).toEqual([[], []]);
});

test('a wrong clock, or an event that somebody made up, cannot make the graph old', () => {
  const target = watch();
  target.pipe(metric({ service: 'cart', host: 'web-2' }, 3));
  target.pipe(metric({ service: 'cart', host: 'web-4' }, 9_000));
  const [told = ''] = target.told;
  const event = JSON.parse(told.slice(told.indexOf('{'))) as { details: object };
  const forge = (more: object): Input => ({
    topic: topics.events,
    key: 'topology',
    value: { ...event, ...more } as never,
  });
  target.pipe(forge({ timestamp: '2100-01-01' }));
  target.pipe(forge({ details: { ...event.details, kind: 'owns' } }));
  target.pipe(forge({ details: undefined }));
  expect(target.edges()).toEqual(['cart runs_on web-2 (metrics, 3)']);
  expect(target.counts.future).toBe(2);
});

test('more edges than there may be are counted and left out', () => {
  const target = watch(1, 2);
  for (const host of ['a', 'b', 'c', 'd']) target.pipe(metric({ service: 'cart', host }, 1));
  expect(target.edges()).toHaveLength(2);
  expect(target.counts.capped).toBe(2);
});

test('restarts and the turns that topics take make no difference to what is told and known', () => {
  const services = ['shop', 'cart', 'db', 'mail'];
  const recording: Input[] = Array.from({ length: 120 }, (_, i) => {
    const [one = '', other = ''] = [services[i % 4], services[(i * 3 + 1) % 4]];
    const at = i * 20;
    if (i % 3 === 0) return metric({ service: one, host: `web-${i % 5}` }, at);
    if (i % 7 === 0) return observed(one, other, at);
    const peer = { kind: 'client' as const, tags: { 'peer.service': `${other}-db` } };
    const parts = [span('a', one, at, peer), span('b', other, at, { parent: i % 2 === 0 ? 'a' : 'none' })];
    return spans(`t${i}`, ...parts);
  });
  const play = (order: readonly number[], restarts: ReadonlySet<number>, partitions: number) => {
    const target = watch(partitions);
    const queues = new Map<string, Input[]>();
    for (const message of recording) {
      const place = `${message.topic} ${partitionOf(message.key ?? '', partitions)}`;
      queues.set(place, [...(queues.get(place) ?? []), message]);
    }
    const waiting = [...queues.values()];
    for (let step = 0; waiting.some((queue) => queue.length > 0); step += 1) {
      const open = waiting.filter((queue) => queue.length > 0);
      const next = open[(order[step % order.length] ?? 0) % open.length]?.shift();
      if (next !== undefined) target.pipe(next);
      if (restarts.has(step)) target.restart();
    }
    return { told: [...target.told].sort(), edges: target.edges() };
  };
  for (const partitions of [1, 3]) {
    const expected = play([0], new Set(), partitions);
    expect(expected.edges.length).toBeGreaterThan(20);
    fc.assert(
      fc.property(
        fc.array(fc.nat(8), { minLength: 1, maxLength: 40 }),
        fc.uniqueArray(fc.nat(119), { maxLength: 6 }),
        (order, restarts) => {
          expect(play(order, new Set(restarts), partitions)).toEqual(expected);
        },
      ),
      { numRuns: 25 },
    );
  }
});
