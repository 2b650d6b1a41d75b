import { expect, test } from 'vitest';
import { deadLines, rateBetween, trafficLines } from './fleet-figures.ts';
import { metricSamples } from './metric-samples.ts';

const TEXT = `# HELP aiops_consumer_lag Messages.
aiops_consumer_lag{service="rca",topic="aiops.anomalies",partition="0"} 3
aiops_consumer_lag{service="rca",topic="aiops.anomalies",partition="1"} 4
aiops_messages_consumed_total{service="rca",topic="aiops.anomalies"} 100
aiops_messages_consumed_total{service="detection",topic="aiops.metrics"} 1e3
aiops_messages_produced_total{service="detection",topic="aiops.anomalies"} 7
aiops_dlq_messages_total{service="rca",topic="aiops.events",reason="a \\"b\\" } c"} 2
aiops_dlq_messages_total{service="rca",topic="aiops.events",reason="none"} 0
aiops_broken{ x
nodejs_other 1
`;
const samples = metricSamples(TEXT, 'aiops_');

test('what cannot be read or is another metric is left out', () => {
  expect(samples).toHaveLength(7);
});

test('lag is summed over partitions, and unknown where nobody says', () => {
  expect(trafficLines(samples)).toEqual([
    { service: 'detection', topic: 'aiops.anomalies', read: undefined, written: 7, lag: undefined },
    { service: 'detection', topic: 'aiops.metrics', read: 1_000, written: undefined, lag: undefined },
    { service: 'rca', topic: 'aiops.anomalies', read: 100, written: undefined, lag: 7 },
  ]);
});

test('reasons of dead letters are told as they are', () => {
  expect(deadLines(samples)).toEqual([
    { service: 'rca', topic: 'aiops.events', reason: 'a "b" } c', count: 2 },
  ]);
});

test('a rate needs an earlier look at the same process', () => {
  const line = { service: 'a', topic: 'b', read: 30, written: undefined, lag: 0 };
  expect(rateBetween({ ...line, read: 10 }, line, 5_000)).toBe(4);
  expect(rateBetween({ ...line, read: 10 }, { ...line, written: 5 }, 5_000)).toBe(5);
  expect(rateBetween(undefined, line, 5_000)).toBeUndefined();
  expect(rateBetween({ ...line, read: 50 }, line, 5_000)).toBeUndefined();
});
