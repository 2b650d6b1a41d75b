import { configSchema } from '@aiops/config';
import { createEntityResolver, topics } from '@aiops/contracts';
import { testDriver } from '@aiops/testbed';
import { expect, test } from 'vitest';
import { createAnomalyDetection } from '../service.ts';

const resolver = createEntityResolver([]);
const START = 1_700_000_000;

function detection(config: unknown = {}) {
  const parsed = configSchema.parse({ anomaly_detection: config }).anomaly_detection;
  const driver = testDriver(createAnomalyDetection({ config: parsed, resolver: () => resolver }));
  const { id } = resolver.resolve({ host: 'server-1' });
  let next = START;
  const feed = (...values: number[]) => {
    for (const value of values) {
      const body = {
        metric_name: 'requests',
        labels: { host: 'server-1' },
        values: [[next, value] as [number, number]],
      };
      driver.pipe(topics.metrics, body, { key: id });
      next += 15;
    }
  };
  return { ...driver, feed };
}

/** The stamp of the sample with this number. */
const iso = (sample: number) => new Date((START + sample * 15) * 1000).toISOString();

/** Calm values around 20: fixed, so that no test depends on luck. */
const calm = (count: number) => Array.from({ length: count }, (_, i) => 20 + Math.sin(i * 12.9898) * 1.5);

test('a calm series raises nothing', () => {
  const t = detection();
  t.feed(...calm(2000));
  expect(t.read(topics.anomalies)).toEqual([]);
});

test('a clear spike opens at once and says what was expected, by whom, against which period', () => {
  const t = detection();
  t.feed(...calm(100), 98);
  const [anomaly, ...others] = t.read(topics.anomalies);
  expect(others).toEqual([]);
  expect(anomaly).toMatchObject({
    anomaly_type: 'statistical',
    metric_name: 'requests',
    entity_name: 'server-1',
    status: 'firing',
    revision: 1,
    value: 98,
    reason: 'above the expected range',
    started_at: iso(100),
    contributions: [{ detector: 'zscore' }, { detector: 'arima' }],
    evidence: [{ kind: 'metric', query: 'requests{host="server-1"}' }],
  });
  expect(anomaly?.summary).toMatch(
    /^requests of server-1 is 98\.0 where zscore expected 1\d\.\d to 2\d\.\d: [\d.]+ times the usual deviation from the average of 100 samples so far$/,
  );
  expect(anomaly?.expected?.lower).toBeLessThan(anomaly?.expected?.mid ?? 0);
  expect(anomaly?.samples).toHaveLength(60);
  expect(anomaly?.samples?.at(-1)).toEqual([START + 1500, 98]);
});

test('a moderate deviation opens with its second sample in a row, dated from the first', () => {
  const t = detection();
  t.feed(...calm(100), 26);
  expect(t.read(topics.anomalies)).toEqual([]);
  t.feed(26);
  expect(t.read(topics.anomalies)).toMatchObject([{ started_at: iso(100), timestamp: iso(101) }]);
});

test('a moderate deviation of one sample raises nothing', () => {
  const t = detection();
  t.feed(...calm(100), 26, ...calm(30), 26, ...calm(30));
  expect(t.read(topics.anomalies)).toEqual([]);
});

test('a spike that comes again and again becomes a habit', () => {
  const t = detection();
  for (let hour = 0; hour < 40; hour += 1) t.feed(...calm(60), 98);
  t.read(topics.anomalies);
  for (let hour = 0; hour < 10; hour += 1) t.feed(...calm(60), 98);
  expect(t.read(topics.anomalies)).toEqual([]);
});

test('it ends after five samples that are normal to all detectors, with the first of them', () => {
  const t = detection();
  t.feed(...calm(100), 98, 97);
  // The short average takes a sample to come back.
  t.feed(...calm(5));
  expect(t.read(topics.anomalies)).toHaveLength(1);
  t.feed(20, 20);
  expect(t.read(topics.anomalies)).toMatchObject([
    {
      status: 'resolved',
      revision: 2,
      ended_at: iso(103),
      summary: 'requests of server-1 is back to normal at 20.0 after 45 s',
    },
  ]);
  t.feed(...calm(100));
  expect(t.read(topics.anomalies)).toEqual([]);
});

test('a level that stays becomes the normal one, and ends its anomaly within 40 samples', () => {
  const t = detection();
  t.feed(...calm(100), ...calm(40).map((value) => value + 60));
  const anomalies = t.read(topics.anomalies);
  expect(anomalies.at(-1)).toMatchObject({ status: 'resolved' });
  expect(anomalies.at(-1)?.summary).toContain('has become its normal level');
  expect(new Set(anomalies.map(({ anomaly_id }) => anomaly_id)).size).toBe(1);
  t.feed(...calm(200).map((value) => value + 60));
  expect(t.read(topics.anomalies)).toEqual([]);
});

test('while it lasts it is published again only when its severity rises', () => {
  const t = detection();
  t.feed(...calm(100), 26, 26, 26, 29, 29, 80, 80, 80);
  const anomalies = t.read(topics.anomalies);
  expect(anomalies.map(({ severity }) => severity)).toEqual(['medium', 'high', 'critical']);
  expect(anomalies.map(({ revision }) => revision)).toEqual([1, 2, 3]);
  expect(anomalies[2]).toMatchObject({ value: 80, started_at: anomalies[0]?.started_at, status: 'firing' });
});

test('a rule that fires on an anomalous series joins its anomaly instead of opening another', () => {
  const t = detection({
    rules: [{ name: 'busy', metric: 'requests', threshold: 25, duration: '60s', severity: 'critical' }],
  });
  t.feed(...calm(100), 26, 26, 26, 26);
  expect(t.read(topics.anomalies)).toMatchObject([
    { anomaly_type: 'statistical', severity: 'medium', revision: 1 },
  ]);
  t.feed(26);
  const [joined] = t.read(topics.anomalies);
  expect(joined).toMatchObject({ anomaly_type: 'statistical', severity: 'critical', revision: 2 });
  expect(joined?.contributions?.map(({ detector }) => detector)).toContain('rule busy');
  t.feed(...calm(12));
  expect(t.read(topics.anomalies)).toMatchObject([{ status: 'resolved', revision: 3 }]);
});

test('an anomaly that a rule opened does not end while the detectors still see it', () => {
  const t = detection({
    rules: [{ name: 'busy', metric: 'requests', threshold: 90, duration: 0, severity: 'low' }],
  });
  t.feed(...calm(100), 98, 89, 89);
  const anomalies = t.read(topics.anomalies);
  expect(anomalies).toHaveLength(1);
  expect(anomalies[0]).toMatchObject({ anomaly_type: 'rule', rule: 'busy', severity: 'critical' });
});

test('during the warm-up nothing is anomalous', () => {
  const t = detection();
  t.feed(...calm(20), 1e6, ...calm(9));
  expect(t.read(topics.anomalies)).toEqual([]);
});

test('an idle percentage that leaves zero by a little is no event, but by a lot it is', () => {
  const service = createAnomalyDetection({
    config: configSchema.parse({}).anomaly_detection,
    resolver: () => resolver,
  });
  const t = testDriver(service);
  const key = resolver.resolve({ host: 'idle' }).id;
  const feed = (from: number, ...values: number[]) => {
    const samples = values.map((value, i) => [START + 15 * (from + i), value] as [number, number]);
    t.pipe(
      topics.metrics,
      { metric_name: 'disk_iowait', labels: { host: 'idle' }, values: samples },
      { key },
    );
  };
  feed(0, ...Array<number>(100).fill(0), 0.3, 0.4, 0.3);
  expect(t.read(topics.anomalies)).toEqual([]);
  feed(103, 40, 41);
  expect(t.read(topics.anomalies)).toHaveLength(1);
});

test('with every detector switched off nothing scores', () => {
  const t = detection({ detectors: [{ name: 'ewma', enabled: false }] });
  t.feed(...calm(100), 1e6, 1e6, 1e6);
  expect(t.read(topics.anomalies)).toEqual([]);
});
