import type { RcaResult, Runbook } from '@aiops/contracts';
import { expect, test } from 'vitest';
import { sampleIncident } from '../testing/sample-incident.ts';
import { automaticRuns } from './automatic-runs.ts';
import type { RunRequest } from './run-entry.ts';

const runbook = (name: string, metric: string): Runbook => ({
  name,
  description: 'd',
  version: 1,
  conditions: { metric_name: metric },
  steps: [{ name: 'look', type: 'command', command: 'df -h' }],
});

async function startedFor(
  result: RcaResult,
  ageMs = 0,
  runbooks = [runbook('slow', 'response_time'), runbook('link', 'link_down')],
) {
  const asked: RunRequest[] = [];
  const sink = automaticRuns({
    desk: {
      async runByItself(request) {
        asked.push(request);
        return undefined;
      },
    },
    runbooks: () => runbooks,
    now: () => 1_000_000 + ageMs,
    maxAgeMs: 1000,
  });
  const delivery = { incident: 'i', revision: 1, result, runbooks: [], recordedAt: 1_000_000 };
  await sink.deliver(delivery, new AbortController().signal);
  return asked;
}

test('what applies to the cause is run on the cause, and nothing on its victims', async () => {
  expect(await startedFor(sampleIncident())).toEqual([
    { runbook: 'link', incident: 'i', device: 'rack-sw-1', parameters: {} },
  ]);
});

test('parameters that come from the entity have its name, unless they would refuse it', async () => {
  const parameters: Runbook['parameters'] = {
    host: { type: 'string', pattern: '^[a-z0-9-]+$', from: 'entity_name' },
    shelf: { type: 'string', pattern: '^[0-9]+$', from: 'entity_name' },
    lines: { type: 'integer', default: 20 },
  };
  const started = await startedFor(sampleIncident(), 0, [{ ...runbook('link', 'link_down'), parameters }]);
  expect(started.map((request) => request.parameters)).toEqual([{ host: 'rack-sw-1' }]);
});

test.each<[string, Partial<RcaResult>]>([
  ['is over', { status: 'resolved' }],
  ['is part of another', { status: 'merged' }],
  ['is inconclusive', { conclusive: false }],
  ['is made up', { domain: 'demo' }],
])('nothing is run for an incident that %s', async (_what, rest) => {
  expect(await startedFor(sampleIncident(rest))).toEqual([]);
});

test('nothing is run for a cause that is made up, unknown, or old news', async () => {
  const { root_cause } = sampleIncident();
  const simulated = {
    ...root_cause.root_cause_anomaly,
    labels: { simulated: 'true' },
  } as RcaResult['trigger_anomaly'];
  expect(await startedFor(sampleIncident({}, { root_cause_anomaly: simulated }))).toEqual([]);
  expect(await startedFor(sampleIncident({}, { root_cause_anomaly: null }))).toEqual([]);
  expect(await startedFor(sampleIncident(), 1001)).toEqual([]);
});
