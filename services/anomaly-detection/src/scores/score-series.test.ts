import { configSchema } from '@aiops/config';
import { createEntityResolver, topics } from '@aiops/contracts';
import type { SeriesSample } from '@aiops/runtime';
import { testDriver } from '@aiops/testbed';
import { expect, test } from 'vitest';
import { createAnomalyDetection } from '../service.ts';
import { createScoreSeries, type ScoreSeriesOptions } from './score-series.ts';

function tapOf(options: Partial<ScoreSeriesOptions> = {}) {
  const written: SeriesSample[] = [];
  const tap = createScoreSeries({
    limit: 2,
    linger: 100,
    metrics: [],
    write: (sample) => void written.push(sample),
    ...options,
  });
  const entity = { id: 'urn:aiops:device:server:lab:a', type: 'server', name: 'a' };
  const subjectOf = (series: string, metric = 'm') => ({
    series,
    entity,
    domain: 'lab',
    metric,
    labels: { x: series },
  });
  return { tap, written, subjectOf };
}

test('a series is wanted while it is anomalous and for a time after', () => {
  const { tap, subjectOf } = tapOf();
  const wants = (isAnomalous: boolean, at: number) => tap.wants(subjectOf('s'), isAnomalous, at);
  expect([wants(false, 0), wants(true, 10), wants(false, 110), wants(false, 111), wants(true, 112)]).toEqual([
    false,
    true,
    true,
    false,
    true,
  ]);
});

test('no more series than the limit, and one that was calm for long makes room', () => {
  const { tap, subjectOf } = tapOf();
  const wants = (series: string, at: number) => tap.wants(subjectOf(series), true, at);
  expect([wants('a', 0), wants('b', 50), wants('c', 60), wants('c', 100), wants('c', 101)]).toEqual([
    true,
    true,
    false,
    false,
    true,
  ]);
});

test('one whose event time is far ahead does not keep those behind it from making room', () => {
  const { tap, subjectOf } = tapOf({ limit: 3 });
  const wants = (series: string, at: number) => tap.wants(subjectOf(series), true, at);
  expect([wants('ahead', 10_000), wants('a', 0), wants('b', 5)]).toEqual([true, true, true]);
  expect([wants('c', 100), wants('c', 101), wants('d', 102)]).toEqual([false, true, false]);
  expect([wants('d', 105), wants('d', 106)]).toEqual([false, true]);
});

test('series of a named metric are always wanted', () => {
  const { tap, subjectOf } = tapOf({ metrics: ['cpu_usage'] });
  expect(tap.wants(subjectOf('a', 'cpu_usage'), false, 0)).toBe(true);
  expect(tap.wants(subjectOf('a', 'cpu_usage'), false, 1_000_000)).toBe(true);
});

/** A calm series that jumps, with and without somebody who takes the scores. */
function run(scores?: ReturnType<typeof createScoreSeries>) {
  const config = configSchema.parse({ anomaly_detection: { rules: [] } }).anomaly_detection;
  const resolver = createEntityResolver([]);
  const driver = testDriver(
    createAnomalyDetection({ config, resolver: () => resolver, ...(scores === undefined ? {} : { scores }) }),
  );
  const labels = { instance: 'a', job: 'node' };
  for (let n = 0; n < 120; n++) {
    const value = n < 100 ? 50 + Math.sin(n * 1.7) : 90;
    const values: [number, number][] = [[1_700_000_000 + 15 * n, value]];
    driver.pipe(
      topics.metrics,
      { metric_name: 'cpu_usage', labels, values },
      { key: resolver.resolve(labels).id },
    );
  }
  return driver.read(topics.anomalies);
}

test('scores and bands are told from the anomaly on, above 1 where it is anomalous, and change nothing', () => {
  const { tap, written } = tapOf({ linger: 3_600_000 });
  const anomalies = run(tap);
  expect(anomalies.length).toBeGreaterThan(0);
  expect(anomalies).toEqual(run());
  const [first] = written;
  expect(first).toMatchObject({
    name: 'aiops_anomaly_score',
    labels: { instance: 'a', job: 'node', for: 'cpu_usage', entity: 'a' },
  });
  expect(first?.value).toBeGreaterThan(1);
  // The threshold is 2 unless set.
  expect(first?.value).toBeCloseTo(Number(anomalies[0]?.score) / 2);
  const at = (name: string) =>
    written.find((sample) => sample.name === name && sample.at === first?.at)?.value;
  expect(at('aiops_yhat_lower')).toBeLessThan(Number(at('aiops_yhat')));
  expect(at('aiops_yhat_upper')).toBeLessThan(90);
  expect(at('aiops_y')).toBe(90);
  expect(at('aiops_yhat')).toBeLessThan(Number(at('aiops_yhat_upper')));
});
