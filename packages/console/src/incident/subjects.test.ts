import { expect, test } from 'vitest';
import { sampleAnomaly, sampleResult } from '../testing/sample-incident.ts';
import { endOf, nameOf } from './anomaly-facts.ts';
import { anomaliesOf, subjectsOf, worstOf } from './subjects.ts';

test('what is anomalous comes in the order of onset, with all that is anomalous about it', () => {
  const subjects = subjectsOf(sampleResult());
  expect(subjects.map(({ name, isCause, anomalies }) => [name, isCause, anomalies.length])).toEqual([
    ['tor-1', true, 2],
    ['web-1', false, 1],
    ['web-2', false, 1],
  ]);
});

test('requests that are told by the minute make nobody the first', () => {
  const slow = sampleAnomaly('web-2', 'slow_traces', -50, { anomaly_id: 'slow', anomaly_type: 'trace' });
  const { correlated_anomalies: others } = sampleResult();
  const result = sampleResult({
    correlated_anomalies: [...others, { event: slow, score: 1, time_diff: 0 }],
  });
  expect(subjectsOf(result).map(({ name }) => name)).toEqual(['tor-1', 'web-1', 'web-2']);
});

test('an anomaly that is told twice counts once, in its newest revision', () => {
  const ended = sampleAnomaly('tor-1', 'network_out', 0, { revision: 2, status: 'resolved' });
  const result = sampleResult({ correlated_anomalies: [{ event: ended, score: 1, time_diff: 0 }] });
  expect(anomaliesOf(result).map(({ metric_name, status }) => [metric_name, status])).toEqual([
    ['network_out', 'resolved'],
    ['link_down', 'firing'],
  ]);
});

test('without ids names tell the cause, and what was typed by a person stays apart', () => {
  const { entity_id: _, anomaly_id: __, entity_name: ___, ...bare } = sampleAnomaly('tor-1', 'cpu', 0);
  const typed = { ...bare, labels: { instance: 'tor-1' } };
  const [first] = subjectsOf(
    sampleResult({ trigger_anomaly: typed, correlated_anomalies: [] }, { root_cause_anomaly: null }),
  );
  expect([first?.name, first?.isCause]).toEqual(['tor-1', true]);
});

test('two of the same name are told apart by their ids', () => {
  const other = sampleAnomaly('tor-1', 'cpu', 5, { anomaly_id: 'x', entity_id: 'urn:elsewhere' });
  const result = sampleResult({ correlated_anomalies: [{ event: other, score: 1, time_diff: 0 }] });
  expect(subjectsOf(result).map(({ key, isCause }) => [key, isCause])).toEqual([
    ['urn:tor-1', true],
    ['urn:elsewhere', false],
  ]);
});

test('names come from what there is; a label called __proto__ is none', () => {
  const { entity_name: _, ...bare } = sampleAnomaly('a', 'cpu', 0);
  expect(nameOf({ ...bare, labels: { host: 'h', instance: 'i' } })).toBe('i');
  expect(nameOf({ ...bare, labels: JSON.parse('{"__proto__":"x"}') })).toBe('unnamed');
});

test('only what is resolved has an end', () => {
  expect(endOf(sampleAnomaly('a', 'cpu', 0, { ended_at: '2026-01-27T12:01:00Z' }))).toBeUndefined();
  expect(endOf(sampleAnomaly('a', 'cpu', 0, { status: 'resolved', ended_at: '2026-01-27T12:01:00Z' }))).toBe(
    Date.UTC(2026, 0, 27, 12, 1),
  );
});

test('the worst of several', () => {
  expect(worstOf([sampleAnomaly('a', 'x', 0, { severity: 'low' }), sampleAnomaly('a', 'y', 0)])).toBe('high');
  expect(worstOf([])).toBe('low');
});
