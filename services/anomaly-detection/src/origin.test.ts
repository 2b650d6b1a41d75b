import { configSchema } from '@aiops/config';
import { createEntityResolver, headers, topics, watermarkMessageSchema } from '@aiops/contracts';
import { testDriver } from '@aiops/testbed';
import { expect, test } from 'vitest';
import { createAnomalyDetection } from './service.ts';

const resolver = createEntityResolver([]);
const START = 1_700_000_000;
const iso = (seconds: number) => new Date((START + seconds) * 1000).toISOString();

function detection(partitions = 2) {
  const config = configSchema.parse({}).anomaly_detection;
  const driver = testDriver(createAnomalyDetection({ config, resolver: () => resolver }), { partitions });
  const feed = (site: string, second: number, value: number, partition = 0) => {
    const labels = { host: 'a', site };
    const values = [[START + second, value] as [number, number]];
    const { id } = resolver.resolve(labels);
    driver.pipe(topics.metrics, { metric_name: 'disk_usage', labels, values }, { key: id, partition });
  };
  const watermarks = () => driver.readMessages(topics.watermarks);
  return { ...driver, feed, watermarks };
}

test('an anomaly says where it came from, its number there, and how far event time had come', () => {
  const t = detection();
  t.feed('north', 0.5, 95);
  t.feed('south', 10, 95, 1);
  t.feed('north', 20, 10);
  const found = t
    .readMessages(topics.anomalies)
    .map(({ key, headers: h }) => [
      key,
      h?.[headers.origin],
      h?.[headers.originSeq],
      h?.[headers.originWatermark],
    ]);
  expect(found).toEqual([
    ['north', 'aiops.metrics/0', '1', String(START * 1000 + 500)],
    ['south', 'aiops.metrics/1', '1', String((START + 10) * 1000)],
    ['north', 'aiops.metrics/0', '2', String((START + 20) * 1000)],
  ]);
});

test('a watermark goes to every partition of its topic', () => {
  const t = detection(3);
  t.feed('north', 0, 10, 1);
  const sent = t.watermarks();
  expect(sent.map(({ partition }) => partition)).toEqual([0, 1, 2]);
  expect(watermarkMessageSchema.parse(sent[0]?.value)).toEqual({
    origin: 'aiops.metrics/1',
    timestamp: iso(0),
    domains: { north: { watermark: iso(0), emitted: 0 } },
  });
});

test('it is told again after five seconds of event time, or when something was emitted', () => {
  const t = detection(1);
  t.feed('north', 0, 10);
  t.watermarks();
  t.feed('north', 4.999, 10);
  expect(t.watermarks()).toEqual([]);
  t.feed('north', 5, 10);
  expect(t.watermarks()).toHaveLength(1);
  t.feed('north', 6, 95);
  expect(t.watermarks()).toMatchObject([
    { value: { domains: { north: { watermark: iso(6), emitted: 1 } } } },
  ]);
});

test('a restart forgets neither watermark nor count', () => {
  const t = detection(1);
  t.feed('north', 0, 95);
  t.watermarks();
  t.restart();
  t.feed('north', 1, 10);
  expect(t.watermarks()).toMatchObject([
    { value: { domains: { north: { watermark: iso(1), emitted: 2 } } } },
  ]);
});

test('a domain may have any name', () => {
  const t = detection(1);
  t.feed('__proto__', 0, 95);
  expect(t.readMessages(topics.anomalies)).toMatchObject([{ key: '__proto__' }]);
});
