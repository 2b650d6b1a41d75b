import { createAnomalyDetection } from '@aiops/anomaly-detection';
import { configSchema } from '@aiops/config';
import { createEntityResolver, parseTimestamp, topics } from '@aiops/contracts';
import { testDriver } from '@aiops/testbed';
import { describe, expect, test } from 'vitest';
import { createSeriesJudge, METRIC } from './series-judge.ts';

const config = configSchema.parse({}).anomaly_detection;
const START = Date.UTC(2026, 0, 27, 12);
const ROWS = 2_400;
const atOf = (row: number) => START + 30_000 * row;

/** Noise, a spike and two outages: one that begins and ends at once and one that grows. */
function valueAt(row: number): number {
  const noise = ((row * 7919) % 101) / 10;
  if (row === 900) return 160;
  if (row >= 1_500 && row < 1_540) return 300 + noise;
  return row >= 2_200 && row < 2_300 ? 50 + noise + 4 * (row - 2_200) : 50 + noise;
}

/** Rows at which an anomaly opened, from the service itself. */
function openedByService(): number[] {
  const resolver = createEntityResolver([]);
  const service = testDriver(createAnomalyDetection({ config, resolver: () => resolver }));
  const { id: key } = resolver.resolve({ instance: 'a' });
  const opened: number[] = [];
  const seen = new Set<string>();
  for (let row = 0; row < ROWS; row += 1) {
    const values = [[atOf(row) / 1000, valueAt(row)]];
    service.pipe(topics.metrics, { metric_name: METRIC, labels: { instance: 'a' }, values } as never, {
      key,
    });
    for (const { anomaly_id: id = '', timestamp = '' } of service.read(topics.anomalies)) {
      if (seen.has(id)) continue;
      seen.add(id);
      opened.push(((parseTimestamp(timestamp) ?? Number.NaN) - START) / 30_000);
    }
  }
  return opened;
}

describe('the judge of a series', () => {
  test('opens an anomaly at the samples at which the service opens one', () => {
    const judge = createSeriesJudge(config);
    const opened: number[] = [];
    let before = false;
    for (let row = 0; row < ROWS; row += 1) {
      const open = judge.step(atOf(row), valueAt(row));
      if (open && !before) opened.push(row);
      before = open;
    }
    expect(opened.length).toBeGreaterThan(1);
    expect(opened).toEqual(openedByService());
  });

  test('a copy goes on as the judge would, and neither touches the other', () => {
    const judge = createSeriesJudge(config);
    const alone = createSeriesJudge(config);
    for (let row = 0; row < 1_400; row += 1) {
      judge.step(atOf(row), valueAt(row));
      alone.step(atOf(row), valueAt(row));
    }
    const copy = judge.copy();
    for (let row = 1_400; row < 1_500; row += 1) judge.step(atOf(row), 1e6);
    const expected: boolean[] = [];
    const told: boolean[] = [];
    for (let row = 1_400; row < ROWS; row += 1) {
      told.push(copy.step(atOf(row), valueAt(row)));
      expected.push(alone.step(atOf(row), valueAt(row)));
    }
    expect(told).toEqual(expected);
    expect(new Set(told).size).toBe(2);
  });

  test('is calm until a score is high, and again when its anomaly has ended', () => {
    const judge = createSeriesJudge(config);
    const calm: boolean[] = [];
    for (let row = 0; row < 2_000; row += 1) {
      judge.step(atOf(row), valueAt(row));
      calm.push(judge.isCalm());
    }
    expect(calm[1_499]).toBe(true);
    expect(calm[1_500]).toBe(false);
    expect(calm.at(-1)).toBe(true);
  });

  test('a detector that does not exist is told', () => {
    const unknown = { ...config, detectors: [{ name: 'oracle', enabled: true }] };
    expect(() => createSeriesJudge(unknown)).toThrow('no detector is called "oracle"');
  });
});
