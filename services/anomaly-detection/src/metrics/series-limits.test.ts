import { configSchema } from '@aiops/config';
import { createEntityResolver, topics } from '@aiops/contracts';
import { testDriver } from '@aiops/testbed';
import { describe, expect, test } from 'vitest';
import { createAnomalyDetection } from '../service.ts';

const resolver = createEntityResolver([]);
const START = 1_700_000_000;
const HOUR = 3600;
const iso = (seconds: number) => new Date((START + seconds) * 1000).toISOString();

function detection(series: { max?: number; evict_after?: string } = {}, partitions = 1) {
  const config = configSchema.parse({ anomaly_detection: { series } }).anomaly_detection;
  const counted: Record<string, number> = {};
  const counter = (name: string) => ({
    inc: () => {
      counted[name] = (counted[name] ?? 0) + 1;
    },
  });
  const counters = { capped: counter('capped'), evicted: counter('evicted') };
  const service = createAnomalyDetection({ config, resolver: () => resolver, counters });
  const driver = testDriver(service, { partitions });
  /** Samples of `cpu_usage` of a host at these seconds, a message each. */
  const feed = (host: string, seconds: readonly number[], value = 1, recordedAt?: number) => {
    const labels = { host, site: 'here' };
    const { id: key } = resolver.resolve(labels);
    for (const second of seconds) {
      const values = [[START + second, value] as [number, number]];
      const options = { key, partition: 0, ...(recordedAt === undefined ? {} : { recordedAt }) };
      driver.pipe(topics.metrics, { metric_name: 'cpu_usage', labels, values }, options);
    }
  };
  const anomalies = () => driver.read(topics.anomalies);
  const events = () => driver.read(topics.events).filter(({ event_type: type }) => type === 'series_cap');
  return { ...driver, feed, anomalies, events, counted };
}

const every = (step: number, from: number, to: number) =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => from + i * step);

describe('a series without samples for longer than evict_after', () => {
  test('is forgotten, and its open anomaly ends with it', () => {
    const t = detection({ evict_after: '2h' });
    t.feed('a', every(60, 0, 600));
    t.feed('b', every(60, 0, HOUR));
    expect(t.anomalies()).toMatchObject([{ entity_name: 'a', anomaly_type: 'staleness', status: 'firing' }]);
    t.feed('b', every(60, HOUR + 60, 600 + 2 * HOUR - 60));
    expect(t.anomalies()).toEqual([]);
    expect(t.counted.evicted).toBeUndefined();
    t.feed('b', [600 + 2 * HOUR]);
    expect(t.anomalies()).toMatchObject([
      {
        entity_name: 'a',
        status: 'resolved',
        revision: 2,
        ended_at: iso(600 + 2 * HOUR),
        summary: 'cpu_usage of a has sent nothing for 7200 s and is no longer watched',
      },
    ]);
    expect(t.counted.evicted).toBe(1);
  });

  test('comes back as a new one', () => {
    const t = detection({ evict_after: '2h' });
    t.feed('a', every(60, 0, HOUR), 10);
    t.feed('b', every(60, 0, 4 * HOUR));
    t.anomalies();
    t.feed('a', every(60, 4 * HOUR, 5 * HOUR), 80);
    expect(t.anomalies().filter(({ entity_name: name }) => name === 'a')).toEqual([]);
  });

  test('keeps its time when the whole domain was away', () => {
    const t = detection({ evict_after: '2h' });
    t.feed('a', every(60, 0, HOUR));
    t.feed('b', every(60, 0, HOUR));
    t.feed('b', every(60, 24 * HOUR, 25 * HOUR));
    t.feed('a', [25 * HOUR]);
    t.feed('b', every(60, 25 * HOUR + 60, 27 * HOUR - 60));
    expect(t.counted.evicted).toBeUndefined();
    t.feed('b', [27 * HOUR]);
    expect(t.counted.evicted).toBe(1);
  });

  test('is forgotten at the same moment after a restart', () => {
    const t = detection({ evict_after: '2h' });
    t.feed('a', every(60, 0, HOUR));
    t.feed('b', every(60, 0, 2 * HOUR));
    t.restart();
    t.feed('b', every(60, 2 * HOUR + 60, 3 * HOUR - 60));
    expect(t.counted.evicted).toBeUndefined();
    t.restart();
    t.feed('b', [3 * HOUR]);
    expect(t.counted.evicted).toBe(1);
  });

  test('that sent nothing but stamps from the future is forgotten too', () => {
    const t = detection({ evict_after: '2h', max: 2 });
    const recordedAt = START * 1000;
    t.feed('a', [5 * HOUR], 1, recordedAt);
    t.feed('b', every(60, 0, 2 * HOUR), 1, recordedAt + 2 * HOUR * 1000);
    expect(t.counted.evicted).toBe(1);
  });
});

describe('more series than a partition may watch', () => {
  test('the first too many is told, the others are only counted; those that are known go on', () => {
    const t = detection({ max: 2 });
    for (const host of ['a', 'b', 'c', 'd', 'c']) t.feed(host, [0]);
    expect(t.counted.capped).toBe(3);
    expect(t.events()).toMatchObject([
      {
        entity_name: 'c',
        severity: 'high',
        details: { metric_name: 'cpu_usage', max: 2, labels: { host: 'c' } },
        summary: expect.stringContaining('2 series are watched on this partition'),
      },
    ]);
    t.feed('a', every(60, 60, 600), 95);
    expect(t.anomalies()).toMatchObject([{ entity_name: 'a', rule: 'cpu_high' }]);
    t.feed('c', every(60, 660, 1260), 95);
    expect(t.anomalies().filter(({ entity_name: name }) => name === 'c')).toEqual([]);
  });

  test('each partition has an equal share', () => {
    const t = detection({ max: 3 }, 2);
    for (const host of ['a', 'b', 'c']) t.feed(host, [0]);
    expect(t.counted.capped).toBe(1);
  });

  test('the time of those that are turned away goes on too, so that idle ones make room; the next time is told again', () => {
    const t = detection({ max: 1, evict_after: '2h' });
    t.feed('a', [0]);
    t.feed('b', every(60, 0, 2 * HOUR));
    expect(t.events()).toHaveLength(1);
    expect(t.counted.evicted).toBe(1);
    expect(t.counted.capped).toBe(2 * 60);
    t.feed('c', [2 * HOUR + 60]);
    expect(t.events()).toMatchObject([{ entity_name: 'c' }]);
  });

  test('a restart changes neither the number that is watched nor what was told', () => {
    const t = detection({ max: 2 });
    for (const host of ['a', 'b', 'c']) t.feed(host, [0]);
    t.restart();
    t.feed('d', [0]);
    t.feed('a', [60]);
    expect(t.counted.capped).toBe(2);
    expect(t.events()).toHaveLength(1);
  });
});
