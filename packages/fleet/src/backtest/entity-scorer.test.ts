import { createAnomalyDetection } from '@aiops/anomaly-detection';
import { configSchema } from '@aiops/config';
import { createEntityResolver, parseTimestamp, topics } from '@aiops/contracts';
import { testDriver } from '@aiops/testbed';
import { describe, expect, test } from 'vitest';
import { type AnomalousSpan, growSpans } from './anomalous-span.ts';
import { entityScorer } from './entity-scorer.ts';

const config = configSchema.parse({}).anomaly_detection;
const START = Date.UTC(2026, 0, 27, 12);
const atOf = (row: number) => START + 60_000 * row;

/** Noise around 50 with a period that no detector knows, a single mild outlier in row 450, and an outage from row 500 to 509. */
function valueAt(row: number, outage = true): number {
  const noise = ((row * 7919) % 101) / 10;
  if (outage && row === 450) return 63;
  return outage && row >= 500 && row < 510 ? 300 + noise : 50 + noise;
}

describe('the scorer of an entity', () => {
  test('finds in one series what the service finds', () => {
    const resolver = createEntityResolver([]);
    const service = testDriver(createAnomalyDetection({ config, resolver: () => resolver }));
    const { id } = resolver.resolve({ instance: 'a' });
    const scorer = entityScorer(['any'], config);
    const spans: AnomalousSpan[] = [];
    for (let row = 0; row < 600; row += 1) {
      const value = valueAt(row);
      const message = { metric_name: 'any', labels: { instance: 'a' }, values: [[atOf(row) / 1000, value]] };
      service.pipe(topics.metrics, message as never, { key: id });
      growSpans(spans, row, scorer.score(atOf(row), [value]));
    }
    const anomalies = service.read(topics.anomalies);
    const last = anomalies.at(-1);
    expect(last).toMatchObject({ status: 'resolved', anomaly_type: 'statistical' });
    expect(spans).toMatchObject([{ from: 500, metric: 0 }]);
    const [span] = spans as [AnomalousSpan];
    expect(parseTimestamp(last?.started_at ?? '')).toBe(atOf(span.from));
    expect(parseTimestamp(last?.ended_at ?? '')).toBe(atOf(span.to + 1));
    // The service publishes at the first sample and when the severity rises, which the highest score need not be.
    const highest = Math.max(...anomalies.map(({ score }) => score));
    expect(span.peak).toBeGreaterThan(4);
    expect(span.peak).toBeGreaterThanOrEqual(highest);
  });

  test('the score of several series is the sum of the five with the most news', () => {
    const metrics = ['a', 'b', 'c', 'd', 'e', 'f', 'calm'];
    const together = entityScorer(metrics, config);
    const alone = metrics.map((metric) => entityScorer([metric], config));
    let sixthHighest = 0;
    let quietSum = 0;
    for (let row = 0; row < 520; row += 1) {
      const values = metrics.map((_, i) => valueAt(row, i < 6) + ((row * 31) % (11 + i)) / 10);
      const single = values.map((value, i) => structuredClone(alone[i]?.score(atOf(row), [value])));
      const { score, series, anomalyFrom } = together.score(atOf(row), values);
      const scores = single.map((verdict) => verdict?.score ?? 0);
      expect(series).toEqual(single.flatMap((verdict) => verdict?.series ?? []));
      const [first = 0, second = 0, third = 0, fourth = 0, fifth = 0, sixth = 0] = scores.sort(
        (a, b) => b - a,
      );
      expect(score).toBeCloseTo(first + second + third + fourth + fifth, 10);
      const froms = single.map((verdict) => verdict?.anomalyFrom ?? -1).filter((from) => from !== -1);
      expect(anomalyFrom).toBe(froms.length === 0 ? -1 : Math.min(...froms));
      sixthHighest = Math.max(sixthHighest, sixth);
      if (anomalyFrom === -1) quietSum = Math.max(quietSum, score);
    }
    expect(sixthHighest).toBeGreaterThan(0);
    // Two mild outliers in one row tell more than one of them can, but no series is anomalous by itself.
    expect(quietSum).toBeGreaterThan(1);
  });

  test('a row is scored before it is learned', () => {
    const scorer = entityScorer(['any'], config, true);
    for (let row = 0; row < 500; row += 1) scorer.score(atOf(row), [valueAt(row)]);
    const { score, series } = scorer.score(atOf(500), [valueAt(500)]);
    expect(score).toBeGreaterThan(0.8);
    expect(series[0]?.upper).toBeLessThan(100);
    expect(series[0]?.lower).toBeLessThan(50);
  });

  test('a missing sample and one that is not newer than its series are neither scored nor learned', () => {
    const scorer = entityScorer(['any', 'other'], config);
    const plain = entityScorer(['any', 'other'], config);
    for (let row = 0; row < 500; row += 1) {
      scorer.score(atOf(row), [valueAt(row), 1]);
      const { series } = scorer.score(atOf(row), [1e6, Number.NaN]);
      expect(series[0]).toEqual({ score: 0, news: 0, lower: Number.NaN, mid: Number.NaN, upper: Number.NaN });
      plain.score(atOf(row), [valueAt(row), 1]);
    }
    expect(scorer.score(atOf(500), [300, 1]).score).toBe(plain.score(atOf(500), [300, 1]).score);
  });

  test('a detector that does not exist is told', () => {
    const unknown = { ...config, detectors: [{ name: 'oracle', enabled: true }] };
    expect(() => entityScorer(['any'], unknown)).toThrow('no detector is called "oracle"');
  });
});
