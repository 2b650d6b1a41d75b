import { expect, test } from 'vitest';
import { sampleAnomaly, sampleResult } from '../testing/sample-incident.ts';
import { chartedAnomalies } from './charted-anomalies.ts';

const samples: [number, number][] = [
  [1, 1],
  [2, 2],
];
const told = ['web-1', 'web-2'].map((name) => sampleAnomaly(name, 'response_time', 0, { samples }));
const own = sampleResult({ trigger_anomaly: sampleAnomaly('tor-1', 'network_out', 0, { samples }) });
const names = (selected?: string) =>
  chartedAnomalies(own, told, selected).map(({ entity_name: name }) => name);

test('the cause comes first, then the others in the order of onset', () => {
  expect(names()).toEqual(['tor-1', 'web-1', 'web-2']);
});

test('what is selected comes before all', () => {
  expect(names('web-2')).toEqual(['web-2', 'tor-1', 'web-1']);
});

test('what has no samples anywhere has no chart', () => {
  expect(chartedAnomalies(own, [], undefined).length).toBe(1);
});
