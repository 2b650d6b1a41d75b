import { expect, test } from 'vitest';
import { sampleAnomaly, sampleIncident } from '../testing/sample-incident.ts';
import { baselineOf } from './baseline.ts';

const none = () => undefined;

test('the anomaly of the metric and device tells series, value and band', () => {
  expect(baselineOf(sampleIncident(), 'server-1', 'response_time', none)).toEqual({
    series: {
      entityId: 'urn:aiops:device:server:lab:server-1',
      metric: 'response_time',
      labels: { instance: 'server-1' },
    },
    value: 2_913,
    band: { lower: 30.6, upper: 53.4 },
  });
  expect(baselineOf(sampleIncident(), 'server-9', 'response_time', none)).toBeUndefined();
  expect(baselineOf(sampleIncident(), 'server-1', 'fan_speed', none)).toBeUndefined();
  expect(baselineOf(sampleIncident(), null, 'network_out', none)?.series.entityId).toContain('rack-sw-1');
});

test('one with a band comes first, else the threshold of its rule helps', () => {
  const rule = sampleAnomaly('db-1', 'server', 'disk_usage', 1, { rule: 'disk_full', value: 97 });
  const band = { ...rule, expected: { lower: 40, mid: 50, upper: 60 } };
  const incident = (...events: (typeof rule)[]) =>
    sampleIncident({ correlated_anomalies: events.map((event) => ({ event, score: 1, time_diff: 0 })) });
  const thresholdOf = (name: string) => (name === 'disk_full' ? 90 : undefined);
  expect(baselineOf(incident(rule), 'db-1', 'disk_usage', thresholdOf)).toMatchObject({
    threshold: 90,
    value: 97,
  });
  expect(baselineOf(incident(rule, band), 'db-1', 'disk_usage', thresholdOf)?.band).toEqual({
    lower: 40,
    upper: 60,
  });
});

test('an anomaly that names no entity cannot be watched', () => {
  const { entity_id: _, ...typed } = sampleAnomaly('db-1', 'server', 'disk_usage', 1);
  const incident = sampleIncident({ correlated_anomalies: [{ event: typed, score: 1, time_diff: 0 }] });
  expect(baselineOf(incident, 'db-1', 'disk_usage', none)).toBeUndefined();
});
