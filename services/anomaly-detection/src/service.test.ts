import { configSchema } from '@aiops/config';
import { createEntityResolver, headers, partitionOf, topics } from '@aiops/contracts';
import type { Message } from '@aiops/runtime';
import { testDriver } from '@aiops/testbed';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createAnomalyDetection } from './service.ts';

const PARTITIONS = 3;
const STEPS = 90;
const START = 1_700_000_040;
const resolver = createEntityResolver([]);
type Input = Pick<Message, 'topic' | 'value' | 'partition' | 'key'>;

/** A stream of numbers in [0, 1) from a seed. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

/** Six hosts with metrics, logs and spans; they fall silent, jump, fill up, lose links and fail calls at random. */
function record(seed: number): Input[] {
  const random = seeded(seed);
  const input: Input[] = [];
  const hosts = Array.from({ length: 6 }, (_, i) => ({
    name: `host-${i}`,
    jumpAt: 35 + Math.floor(random() * 60),
    jumpFor: 1 + Math.floor(random() * 50),
    silentAt: 10 + Math.floor(random() * 120),
    silentFor: Math.floor(random() * 40),
  }));
  for (let step = 0; step < STEPS; step += 1) {
    for (const host of hosts) {
      if (step >= host.silentAt && step < host.silentAt + host.silentFor) continue;
      const jumped = step >= host.jumpAt && step < host.jumpAt + host.jumpFor;
      input.push(...ofHost(host.name, START + 10 * step, jumped, random));
    }
  }
  return input;
}

function ofHost(host: string, at: number, jumped: boolean, random: () => number): Input[] {
  const labels = { host, site: host < 'host-3' ? 'north' : 'south' };
  const { id: key } = resolver.resolve(labels);
  const partition = partitionOf(key, PARTITIONS);
  const metric = (metric_name: string, value: number): Input => ({
    topic: topics.metrics,
    key,
    partition,
    value: { metric_name, labels, values: [[at + Math.floor(random() * 3), value]] },
  });
  const log = (log_line: string): Input => ({
    topic: topics.logs,
    key,
    partition,
    value: { timestamp: `${at - Math.floor(random() * 90)}000000000`, log_line, labels },
  });
  const found = [
    metric('load', 20 + random() + (jumped ? 30 : 0)),
    metric('disk_usage', random() < 0.1 ? 95 : 50),
  ];
  if (jumped || random() < 0.1) found.push(log(`error ${Math.floor(random() * 20)}`), log('nothing'));
  if (random() < 0.03) found.push(log(`Interface Gi0/${Math.floor(random() * 2)}, changed state to down`));
  if (random() < 0.03) found.push(log(`Interface Gi0/${Math.floor(random() * 2)}, changed state to up`));
  if (random() < 0.2) {
    const span = { span_id: 's', operation: 'GET', service: host, start_time: at, duration: 2 * random() };
    const status = jumped ? ('error' as const) : ('ok' as const);
    found.push({
      topic: topics.traces,
      key: null,
      partition: Math.floor(random() * PARTITIONS),
      value: { trace_id: 't', spans: [{ ...span, status }] },
    });
  }
  return found;
}

interface Delivery {
  readonly seed: number;
  readonly duplicates: number;
  readonly restarts: number;
  readonly shuffled: boolean;
}

/** Delivers each topic-partition in its own order, whatever happens between them; returns what was published, once each. */
function deliver(input: readonly Input[], delivery: Delivery, mutes: readonly object[] = []): string[] {
  const random = seeded(delivery.seed);
  const config = configSchema.parse({ anomaly_detection: { mutes } }).anomaly_detection;
  const driver = testDriver(createAnomalyDetection({ config, resolver: () => resolver }), {
    partitions: PARTITIONS,
  });
  const queues = new Map<string, Input[]>();
  for (const message of input) {
    const place = `${message.topic}/${message.partition}`;
    const queue = queues.get(place) ?? [];
    queues.set(place, queue);
    queue.push(message);
    const earlier = queue[Math.floor(queue.length * random() ** 0.2)];
    if (earlier !== undefined && random() < delivery.duplicates) queue.push(earlier);
  }
  const waiting = [...queues.values()];
  while (waiting.length > 0) {
    const place = delivery.shuffled ? Math.floor(random() * waiting.length) : 0;
    const [message] = waiting[place]?.splice(0, 1) ?? [];
    if (message === undefined) waiting.splice(place, 1);
    else driver.pipe(message.topic, message.value, { key: message.key, partition: message.partition });
    if (random() < delivery.restarts) driver.restart();
  }
  const published = driver.readMessages(topics.anomalies).map((message) => {
    const origin = message.headers?.[headers.origin] ?? '';
    // Several partitions publish the same anomaly of a trace, each under its own number.
    const where = origin.startsWith(topics.traces) ? '' : JSON.stringify(message.headers);
    return `${message.key} ${JSON.stringify(message.value)} ${where}`;
  });
  return [...new Set(published)].sort();
}

test('duplicates, restarts and any interleaving of topics and partitions give byte-identical anomalies', () => {
  const deliveries = fc.record({
    seed: fc.nat(),
    duplicates: fc.constantFrom(0, 0.05, 0.5),
    restarts: fc.constantFrom(0, 0.01, 0.2),
    shuffled: fc.boolean(),
  });
  const kinds = new Set<string>();
  fc.assert(
    fc.property(fc.nat(5), deliveries, (recording, delivery) => {
      const input = record(recording);
      const expected = deliver(input, { seed: 0, duplicates: 0, restarts: 0, shuffled: false });
      expect(deliver(input, delivery)).toEqual(expected);
      for (const text of expected) kinds.add(/"anomaly_type":"(\w+)"/.exec(text)?.[1] ?? '');
    }),
    { numRuns: 12 },
  );
  // A recording in which nothing happens would prove nothing.
  expect([...kinds].sort()).toEqual(['log', 'rule', 'staleness', 'statistical', 'trace']);
}, 60_000);

test('with mutes they are as independent of all that, and fewer', () => {
  const iso = (step: number) => new Date((START + 10 * step) * 1000).toISOString();
  const mutes = [
    { name: 'north', entity: ['host-0', 'host-1'], from: iso(20), until: iso(60) },
    { name: 'south', entity: 'host-4', metric: ['load', 'error_logs'], from: iso(45), until: iso(70) },
  ];
  const deliveries = fc.record({
    seed: fc.nat(),
    duplicates: fc.constantFrom(0, 0.5),
    restarts: fc.constantFrom(0, 0.2),
    shuffled: fc.boolean(),
  });
  const inOrder = { seed: 0, duplicates: 0, restarts: 0, shuffled: false };
  let late = 0;
  fc.assert(
    fc.property(fc.nat(5), deliveries, (recording, delivery) => {
      const input = record(recording);
      const expected = deliver(input, inOrder, mutes);
      expect(deliver(input, delivery, mutes)).toEqual(expected);
      expect(expected.length).toBeLessThan(deliver(input, inOrder).length);
      late += expected.filter((text) => text.includes('held back by mute')).length;
    }),
    { numRuns: 6 },
  );
  expect(late).toBeGreaterThan(0);
}, 60_000);

test('one topic never changes what is found on another', () => {
  const input = record(3);
  const only = (topic: string) =>
    deliver(
      input.filter((message) => message.topic === topic),
      { seed: 0, duplicates: 0, restarts: 0, shuffled: false },
    );
  const apart = [topics.metrics, topics.logs, topics.traces].flatMap(only).sort();
  expect(deliver(input, { seed: 9, duplicates: 0, restarts: 0, shuffled: true })).toEqual(apart);
});
