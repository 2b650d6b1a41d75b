import type { AnomalyMessage } from '@aiops/contracts';
import { expect, test } from 'vitest';
import { toSighting } from './sighting.ts';

const NOON = Date.UTC(2026, 0, 27, 12);
const iso = (at: number) => new Date(at).toISOString();

function traceWindow(fields: Partial<AnomalyMessage> = {}): AnomalyMessage {
  return {
    timestamp: iso(NOON),
    started_at: iso(NOON),
    ended_at: iso(NOON + 60_000),
    status: 'firing',
    anomaly_type: 'trace',
    metric_name: 'trace_errors',
    score: 2,
    severity: 'medium',
    reason: '',
    summary: '',
    ...fields,
  };
}

test('what a window saw began when it took its place, not at the start of the window', () => {
  expect(toSighting(traceWindow(), 'web', NOON + 42_000).startedAt).toBe(NOON + 42_000);
});

test('what a window saw began no later than its end, however late it arrives', () => {
  expect(toSighting(traceWindow(), 'web', NOON + 90_000).startedAt).toBe(NOON + 60_000);
});

test('an anomaly that is over keeps its own onset', () => {
  expect(toSighting(traceWindow({ status: 'resolved' }), 'web', NOON + 90_000).startedAt).toBe(NOON);
});
