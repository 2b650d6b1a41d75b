import type { RcaResult } from '@aiops/contracts';
import { expect, test } from 'vitest';
import { distinctAnomalies } from './distinct-anomalies.ts';
import { sampleAnomaly, sampleIncident } from './testing/sample-incident.ts';

const anomaly = (id: string, minute: number): RcaResult['trigger_anomaly'] => ({
  ...sampleAnomaly('server-1', 'server', 'cpu_usage', 0),
  anomaly_id: id,
  started_at: new Date(Date.UTC(2026, 0, 27, 12, minute)).toISOString(),
});

test('each anomaly is there once, by its onset and then its id, wherever the result names it', () => {
  const [a, b, c, d] = [anomaly('a', 2), anomaly('b', 1), anomaly('c', 1), anomaly('d', 0)];
  const others = [d, a, c].map((event) => ({ event, score: 1, time_diff: 0 }));
  const result = sampleIncident(
    { trigger_anomaly: c, correlated_anomalies: others },
    { root_cause_anomaly: b },
  );
  expect(distinctAnomalies(result).map(({ anomaly_id: id }) => id)).toEqual(['d', 'b', 'c', 'a']);
});
