import type { IncidentSummary, PlanJson, RunJson } from '@aiops/insights-action';

export const samplePlan: PlanJson = {
  runbook: 'clear-cache',
  runbook_hash: 'a'.repeat(64),
  incident: 'inc-1',
  device: 'server-1',
  parameters: { path: '/var/my cache' },
  target: 'this_host',
  steps: [
    {
      name: 'Look',
      risk: 'read_only',
      action: { kind: 'command', argv: ['df', '-h', '/var/my cache', '; rm -rf /', 'a\u001b[2Jb'] },
      timeout_ms: 5_000,
      lines: 20,
      stop_on_failure: true,
    },
    {
      name: 'Tell',
      risk: 'reversible',
      action: {
        kind: 'http_request',
        method: 'POST',
        url: 'http://agent/clear',
        headers: { accept: 'application/json' },
        body: '{"a":1}',
      },
      timeout_ms: 60_000,
      lines: 20,
      stop_on_failure: false,
    },
  ],
  rollback: [
    {
      name: 'Fill again',
      risk: 'reversible',
      action: { kind: 'script', script: 'fill.sh', sha256: 'c'.repeat(64), arguments: ['all'] },
      timeout_ms: 5_000,
      lines: 20,
      stop_on_failure: true,
    },
  ],
  effect: { metric: 'disk_usage', direction: 'down', within_ms: 300_000 },
  hash: 'b'.repeat(64),
};

export const sampleRun: RunJson = {
  id: 'run-1',
  state: 'approval_requested',
  plan: samplePlan,
  requested_by: 'olga',
  requested_at: '2026-01-27T12:00:00.000Z',
  include_rollback: false,
  approval: null,
  ended_at: null,
  steps: [],
  verified: null,
  reason: null,
};

export const sampleSummary: IncidentSummary = {
  id: 'inc-1',
  revision: 1,
  status: 'open',
  state: 'open',
  severity: 'critical',
  cause: 'rack-sw-1',
  confidence: 0.874,
  conclusive: true,
  summary: 'rack-sw-1 lost its uplink',
  domain: 'lab',
  entities: ['rack-sw-1', 'server-1', 'server-2'],
  anomalies: 5,
  runbooks: [],
  simulated: false,
  merged_into: null,
  started_at: '2026-01-27T12:00:00.000Z',
  ended_at: null,
  updated_at: '2026-01-27T12:01:00.000Z',
  listed_at: '2026-01-27T12:00:00.000Z',
};
