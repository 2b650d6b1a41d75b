import { configSchema } from '@aiops/config';
import { createEntityResolver, headers, type MetricMessage, topics } from '@aiops/contracts';
import { testDriver } from '@aiops/testbed';
import { describe, expect, test } from 'vitest';
import { createAnomalyDetection } from '../service.ts';

const resolver = createEntityResolver([]);
const START = 1_234_567_890;

function detection() {
  const config = configSchema.parse({}).anomaly_detection;
  const driver = testDriver(createAnomalyDetection({ config, resolver: () => resolver }));
  const push = (metric: string, ...values: [number, number][]) => {
    const { id } = resolver.resolve({ instance: 'test-server' });
    driver.pipe(
      topics.metrics,
      { metric_name: metric, labels: { instance: 'test-server' }, values },
      { key: id },
    );
  };
  return { ...driver, push };
}

const byHand = (values: [number, number][]): MetricMessage => ({
  metric_name: 'cpu_usage',
  labels: { instance: 'test-server' },
  values,
  timestamp: '2026-01-27T12:00:00',
});

describe('the line that is typed by hand', () => {
  test('without a key it is published again under its entity, and only then has an outcome', () => {
    const t = detection();
    t.pipe(topics.metrics, byHand([[START, 95]]));
    expect(t.read(topics.events)).toEqual([]);
    const [again] = t.readMessages(topics.metrics);
    expect(again).toMatchObject({
      key: 'urn:aiops:device:unknown:default:test-server',
      value: { ...byHand([[START, 95]]), entity_name: 'test-server', entity_type: 'unknown' },
      headers: { [headers.rekeyed]: '1' },
    });
    t.pipe(topics.metrics, again?.value as MetricMessage, {
      key: again?.key ?? null,
      headers: again?.headers ?? {},
    });
    expect(t.read(topics.events)).toMatchObject([
      {
        event_type: 'rule_pending',
        severity: 'low',
        summary: 'cpu_usage of test-server is 95.0 (limit 90); 300 s more of it would fire cpu_high',
        details: {
          rule: 'cpu_high',
          threshold: 90,
          value: 95,
          since: '2009-02-13T23:31:30.000Z',
          missing_seconds: 300,
        },
      },
    ]);
    expect(t.read(topics.anomalies)).toEqual([]);
    expect(t.readMessages(topics.metrics)).toEqual([]);
  });

  test('with a second value 300 s later it fires cpu_high', () => {
    const t = detection();
    t.push('cpu_usage', [START, 95], [START + 300, 96]);
    expect(t.read(topics.anomalies)).toMatchObject([
      {
        anomaly_type: 'rule',
        rule: 'cpu_high',
        severity: 'high',
        status: 'firing',
        revision: 1,
        value: 96,
        started_at: '2009-02-13T23:31:30.000Z',
        timestamp: '2009-02-13T23:36:30.000Z',
        summary: 'cpu_usage of test-server is 96.0, above its limit of 90 for 300 s (rule cpu_high)',
      },
    ]);
  });
});

test('what was published again is folded whatever its key, so that it cannot go round in circles', () => {
  const t = detection();
  t.pipe(topics.metrics, byHand([[START, 95]]), {
    key: 'another entity',
    headers: { [headers.rekeyed]: '1' },
  });
  expect(t.readMessages(topics.metrics)).toEqual([]);
  expect(t.read(topics.events)).toHaveLength(1);
});

test('a rule is pending once per span, however many samples break it', () => {
  const t = detection();
  for (let i = 0; i < 20; i += 1) t.push('cpu_usage', [START + 10 * i, 95]);
  expect(t.read(topics.events)).toHaveLength(1);
  t.push('cpu_usage', [START + 200, 50], [START + 210, 95]);
  const pending = t.read(topics.events).filter(({ event_type }) => event_type === 'rule_pending');
  expect(pending).toMatchObject([{ details: { since: '2009-02-13T23:35:00.000Z' } }]);
  expect(t.read(topics.anomalies)).toEqual([]);
});

test('one sample at the limit starts the hold anew', () => {
  const t = detection();
  t.push('cpu_usage', [START, 95], [START + 290, 90], [START + 300, 95], [START + 590, 95]);
  expect(t.read(topics.anomalies)).toEqual([]);
  t.push('cpu_usage', [START + 600, 95]);
  expect(t.read(topics.anomalies)).toHaveLength(1);
});

test('nobody knows what the value was during an hour of silence, so a hold does not last through it', () => {
  const t = detection();
  t.push('cpu_usage', [START, 95], [START + 3601, 95]);
  expect(t.read(topics.anomalies)).toEqual([]);
  expect(t.read(topics.events)).toHaveLength(2);
});

test.each([
  ['memory_usage', 'memory_high', 95],
  ['disk_usage', 'disk_high', 90],
])('%s fires %s on one sample above %d, and never on one at it', (metric, rule, limit) => {
  const t = detection();
  t.push(metric, [START, limit]);
  expect(t.read(topics.anomalies)).toEqual([]);
  t.push(metric, [START + 15, limit + 1]);
  const [anomaly] = t.read(topics.anomalies);
  expect(anomaly).toMatchObject({ rule, revision: 1, contributions: [{ detector: `rule ${rule}` }] });
  expect(anomaly?.score).toBeGreaterThanOrEqual(2);
  expect(t.read(topics.events)).toEqual([]);
});

test('a rule opens once, and ends with the first sample that is at or below the limit', () => {
  const t = detection();
  t.push('disk_usage', [START, 95], [START + 15, 96], [START + 30, 97], [START + 45, 90], [START + 60, 80]);
  const anomalies = t.read(topics.anomalies);
  expect(anomalies).toMatchObject([
    { status: 'firing', revision: 1 },
    { status: 'resolved', revision: 2, ended_at: '2009-02-13T23:32:15.000Z', value: 90 },
  ]);
  expect(anomalies[0]?.anomaly_id).toBe(anomalies[1]?.anomaly_id);
  t.push('disk_usage', [START + 75, 91]);
  const [again] = t.read(topics.anomalies);
  expect(again?.revision).toBe(1);
  expect(again?.anomaly_id).not.toBe(anomalies[0]?.anomaly_id);
});

test('numeric strings are numbers, and a message with one that no instrument shows is rejected whole', () => {
  const t = detection();
  const key = resolver.resolve({ instance: 'a' }).id;
  const message = (values: [string, string][]) => ({
    metric_name: 'disk_usage',
    labels: { instance: 'a' },
    values,
  });
  expect(() =>
    t.pipe(
      topics.metrics,
      message([
        [`${START}`, '99'],
        [`${START + 1}`, '1e200'],
      ]),
      { key },
    ),
  ).toThrow('values[1] of disk_usage');
  expect(t.read(topics.anomalies)).toEqual([]);
  t.pipe(topics.metrics, message([[`${START}`, '99.5']]), { key });
  expect(t.read(topics.anomalies)).toMatchObject([{ value: 99.5 }]);
});

test('the further above its limit, the higher a rule scores', () => {
  const score = (value: number) => {
    const t = detection();
    t.push('disk_usage', [START, value]);
    return t.read(topics.anomalies)[0]?.score ?? 0;
  };
  expect(score(99)).toBeCloseTo(3, 10);
  expect(score(1e9)).toBe(10);
});

test('a rule that is switched off fires on nothing', () => {
  const rules = [{ name: 'disk_high', enabled: false, metric: 'disk_usage', threshold: 90 }];
  const config = configSchema.parse({ anomaly_detection: { rules } }).anomaly_detection;
  const t = testDriver(createAnomalyDetection({ config, resolver: () => resolver }));
  const { id } = resolver.resolve({ instance: 'a' });
  const body = {
    metric_name: 'disk_usage',
    labels: { instance: 'a' },
    values: [[START, 99] as [number, number]],
  };
  t.pipe(topics.metrics, body, { key: id });
  expect(t.read(topics.anomalies)).toEqual([]);
});
