import { type AnomalyMessage, anomalyMessageSchema } from '@aiops/contracts';
import { expect, test } from 'vitest';
import { caseNetwork } from './case-network.ts';
import type { EventRecord } from './case-record.ts';
import { createEventAnomalies } from './event-anomalies.ts';

const network = caseNetwork({ nodes: [{ id: 'pump', type: 'variable' }], edges: [] });
const START = Date.UTC(2026, 0, 1);

function play(...events: (Partial<EventRecord> & { readonly at: number })[]) {
  const anomalies = createEventAnomalies();
  const messages = events.flatMap(({ at, ...more }) => {
    const value = { entity: 'pump', kind: 'state', name: 'binary', ...more } as EventRecord;
    return anomalies.take({ kind: 'events', at: START + at, value }, network) ?? [];
  });
  return { anomalies, messages };
}
const told = (messages: readonly { readonly value: object }[]) =>
  messages.map(({ value }) => {
    const { status, revision, timestamp } = anomalyMessageSchema.parse(value);
    return [status, revision, Date.parse(String(timestamp)) - START];
  });

test('a state is abnormal while it is not what it was at first', () => {
  const states = ['on', 'on', 'off', 'broken', 'off', 'on', 'on', 'off'];
  const { messages } = play(...states.map((dir, at) => ({ at, dir })));
  expect(told(messages)).toEqual([
    ['firing', 1, 2],
    ['resolved', 2, 5],
    ['firing', 1, 7],
  ]);
  const [first, second, third] = messages.map(({ value }) => (value as AnomalyMessage).anomaly_id);
  expect(second).toBe(first);
  expect(third).not.toBe(first);
});

test('an alert names direction and peer, and what has not ended does so with the case', () => {
  const { anomalies, messages } = play(
    { at: 1, kind: 'trace', name: 'latency', dir: 'PD', peer: 'valve' },
    { at: 2, dir: 'on' },
    { at: 3, dir: 'off' },
  );
  expect(messages[0]?.value).toMatchObject({
    metric_name: 'latency',
    anomaly_type: 'trace',
    score: 3,
    severity: 'high',
    labels: { instance: 'pump', kind: 'trace', dir: 'PD', peer: 'valve' },
    entity_id: 'urn:aiops:device:variable:default:pump',
  });
  expect(messages.map(({ headers }) => headers?.['aiops-origin-seq'])).toEqual(['1', '2']);
  expect(told(anomalies.end(START + 9))).toEqual([
    ['resolved', 2, 9],
    ['resolved', 2, 9],
  ]);
  expect(anomalies.end(START + 10)).toEqual([]);
  expect(anomalies.emitted()).toBe(4);
});
