import { configSchema } from '@aiops/config';
import { createEntityResolver, topics } from '@aiops/contracts';
import { testDriver } from '@aiops/testbed';
import { expect, test } from 'vitest';
import { createAnomalyDetection } from '../service.ts';

const resolver = createEntityResolver([]);
const START = 1_700_000_000;
const key = resolver.resolve({ host: 'a' }).id;

function detection() {
  const counts = { late: 0, duplicates: 0, future: 0 };
  const counter = (name: keyof typeof counts) => ({
    inc: () => {
      counts[name] += 1;
    },
  });
  const counters = { late: counter('late'), duplicates: counter('duplicates'), future: counter('future') };
  const config = configSchema.parse({}).anomaly_detection;
  const driver = testDriver(createAnomalyDetection({ config, resolver: () => resolver, counters }));
  const feed = (at: number, value: number, recordedAt?: number) => {
    const body = {
      metric_name: 'disk_usage',
      labels: { host: 'a' },
      values: [[at, value] as [number, number]],
    };
    driver.pipe(topics.metrics, body, { key, ...(recordedAt === undefined ? {} : { recordedAt }) });
  };
  return { ...driver, counts, feed };
}

test('the very same sample again is counted and changes nothing', () => {
  const t = detection();
  t.feed(START, 95);
  t.feed(START, 95);
  t.feed(START + 15, 96);
  t.feed(START, 95);
  expect(t.read(topics.anomalies)).toHaveLength(1);
  expect(t.read(topics.events)).toEqual([]);
  expect(t.counts).toEqual({ late: 0, duplicates: 2, future: 0 });
});

test('a sample older than its series is counted, not folded, and told once per run', () => {
  const t = detection();
  t.feed(START + 100, 50);
  t.feed(START + 10, 95);
  t.feed(START + 20, 95);
  expect(t.read(topics.anomalies)).toEqual([]);
  const events = t.read(topics.events);
  expect(events).toMatchObject([
    {
      event_type: 'late_data',
      details: { metric_name: 'disk_usage', value: 95, newest: '2023-11-14T22:15:00.000Z' },
    },
  ]);
  t.feed(START + 110, 50);
  t.feed(START + 30, 95);
  const [second] = t.read(topics.events);
  expect(second?.event_id).not.toBe(events[0]?.event_id);
  expect(t.counts).toEqual({ late: 3, duplicates: 0, future: 0 });
});

test('a second value for the newest stamp is late', () => {
  const t = detection();
  t.feed(START, 50);
  t.feed(START, 95);
  expect(t.read(topics.anomalies)).toEqual([]);
  expect(t.counts.late).toBe(1);
});

test('a stamp more than an hour ahead of the broker neither counts nor makes the true samples late', () => {
  const t = detection();
  t.feed(START + 3601, 99, START * 1000);
  t.feed(START + 7200, 99, START * 1000);
  expect(t.read(topics.events)).toMatchObject([{ event_type: 'future_data' }]);
  expect(t.readMessages(topics.watermarks)).toEqual([]);
  t.feed(START, 95, START * 1000);
  expect(t.read(topics.anomalies)).toHaveLength(1);
  expect(t.counts).toEqual({ late: 0, duplicates: 0, future: 2 });
});
