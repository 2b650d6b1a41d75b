import { configSchema } from '@aiops/config';
import { createEntityResolver, topics } from '@aiops/contracts';
import { testDriver } from '@aiops/testbed';
import { expect, test } from 'vitest';
import { createAnomalyDetection } from '../service.ts';

const resolver = createEntityResolver([]);
const START = 1_700_000_000;
const iso = (seconds: number) => new Date((START + seconds) * 1000).toISOString();

function detection(config: unknown = {}) {
  const parsed = configSchema.parse({ anomaly_detection: config }).anomaly_detection;
  const driver = testDriver(createAnomalyDetection({ config: parsed, resolver: () => resolver }));
  const feed = (host: string, ...seconds: number[]) => {
    const labels = { host, site: host.startsWith('far') ? 'far' : 'near' };
    const { id } = resolver.resolve(labels);
    for (const second of seconds) {
      const values = [[START + second, 1] as [number, number]];
      driver.pipe(topics.metrics, { metric_name: 'up', labels, values }, { key: id });
    }
  };
  return { ...driver, feed };
}

/** from, from + step, … up to and including `to`. */
const every = (step: number, from: number, to: number) =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => from + i * step);

test('a series that falls silent while others go on is stale exactly when its allowance is over', () => {
  const t = detection();
  t.feed('a', ...every(10, 0, 100));
  t.feed('b', ...every(10, 0, 210));
  expect(t.read(topics.anomalies)).toEqual([]);
  t.feed('b', 220);
  expect(t.read(topics.anomalies)).toMatchObject([
    {
      anomaly_type: 'staleness',
      entity_name: 'a',
      severity: 'high',
      started_at: iso(110),
      timestamp: iso(220),
      summary:
        'up of a has been silent for 120 s; after its last 10 samples staleness expected one every 10 s',
    },
  ]);
  t.feed('b', ...every(10, 230, 600));
  expect(t.read(topics.anomalies)).toEqual([]);
});

test.each(['goes on', 'restarts'])(
  'silence is told in the order in which it was due, also when the service %s',
  (how) => {
    const t = detection();
    t.feed('a', ...every(10, 0, 60));
    t.feed('b', ...every(10, 0, 40));
    t.feed('a', 70);
    t.feed('c', 150);
    if (how === 'restarts') t.restart();
    t.feed('c', 200);
    expect(t.read(topics.anomalies).map(({ entity_name: name }) => name)).toEqual(['b', 'a']);
  },
);

test('the next sample ends it', () => {
  const t = detection();
  t.feed('a', ...every(10, 0, 100));
  t.feed('b', ...every(10, 0, 300));
  t.read(topics.anomalies);
  t.feed('a', 305);
  expect(t.read(topics.anomalies)).toMatchObject([
    {
      status: 'resolved',
      revision: 2,
      ended_at: iso(305),
      summary: 'up of a is reported again after 195 s of silence',
    },
  ]);
});

test('a slow series may be silent for longer: five of its usual intervals', () => {
  const t = detection();
  t.feed('a', ...every(60, 0, 600));
  t.feed('b', ...every(10, 0, 890));
  expect(t.read(topics.anomalies)).toEqual([]);
  t.feed('b', 900);
  expect(t.read(topics.anomalies)).toMatchObject([{ entity_name: 'a', timestamp: iso(900) }]);
});

test('a series of fewer than five samples has no usual interval and cannot be stale', () => {
  const t = detection();
  t.feed('a', 0, 10, 20, 30);
  t.feed('b', ...every(10, 0, 1000));
  expect(t.read(topics.anomalies)).toEqual([]);
});

test('another correlation domain says nothing about a series', () => {
  const t = detection();
  t.feed('a', ...every(10, 0, 100));
  t.feed('far-b', ...every(10, 0, 1000));
  expect(t.read(topics.anomalies)).toEqual([]);
});

test('a domain that was silent as a whole makes nobody stale', () => {
  const t = detection();
  t.feed('a', ...every(10, 0, 100));
  t.feed('b', ...every(10, 0, 100), 700);
  t.feed('a', 700, 710);
  t.feed('b', 710);
  expect(t.read(topics.anomalies)).toEqual([]);
});

test('a series that does not come back after such a silence gets its allowance again and is then stale', () => {
  const t = detection();
  t.feed('a', ...every(10, 0, 100));
  t.feed('b', ...every(10, 0, 100), ...every(10, 700, 810));
  expect(t.read(topics.anomalies)).toEqual([]);
  t.feed('b', 820);
  expect(t.read(topics.anomalies)).toMatchObject([{ entity_name: 'a', timestamp: iso(820) }]);
});

test('where the watermark always leaps, the third leap past a silent series judges it', () => {
  const t = detection();
  t.feed('a', ...every(10, 0, 100));
  t.feed('b', ...every(10, 0, 100), 300, 500);
  expect(t.read(topics.anomalies)).toEqual([]);
  t.feed('b', 700);
  expect(t.read(topics.anomalies)).toMatchObject([{ entity_name: 'a' }]);
});

test('a leap beyond the horizon judges nobody: a series silent for so long is forgotten', () => {
  const t = detection();
  t.feed('a', ...every(10, 0, 100));
  t.feed('b', ...every(10, 0, 100), 3700, ...every(10, 3710, 9000));
  expect(t.read(topics.anomalies)).toEqual([]);
});

test('not even after two smaller leaps does a leap beyond the horizon judge anybody', () => {
  const t = detection();
  t.feed('a', ...every(10, 0, 100));
  t.feed('b', ...every(10, 0, 100), 300, 500, 4200, ...every(10, 4210, 5000));
  expect(t.read(topics.anomalies)).toEqual([]);
});

test('the backfill of one series is one step and does not make the others look silent', () => {
  const t = detection();
  const backfill = (host: string, seconds: number[]) => {
    const labels = { host, site: 'near' };
    const values = seconds.map((second) => [START + second, 1] as [number, number]);
    t.pipe(topics.metrics, { metric_name: 'up', labels, values }, { key: resolver.resolve(labels).id });
  };
  for (const host of ['a', 'b', 'c']) backfill(host, every(10, 0, 100));
  for (const host of ['a', 'b', 'c']) backfill(host, every(10, 110, 1500));
  expect(t.read(topics.anomalies)).toEqual([]);
});

test('a source whose clock lags behind the others is not silent for that', () => {
  const t = detection();
  for (const second of every(10, 0, 1000)) {
    t.feed('b', second);
    t.feed('a', second - 400);
  }
  expect(t.read(topics.anomalies)).toEqual([]);
});

test('due times survive a restart', () => {
  const t = detection();
  t.feed('a', ...every(10, 0, 100));
  t.feed('b', ...every(10, 0, 150));
  t.restart();
  t.feed('b', ...every(10, 160, 220));
  expect(t.read(topics.anomalies)).toMatchObject([{ entity_name: 'a', timestamp: iso(220) }]);
});

test('it can be switched off', () => {
  const t = detection({ staleness: { enabled: false } });
  t.feed('a', ...every(10, 0, 100));
  t.feed('b', ...every(10, 0, 1000));
  expect(t.read(topics.anomalies)).toEqual([]);
});
