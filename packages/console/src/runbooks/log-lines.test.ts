import { expect, test } from 'vitest';
import { logLines } from './log-lines.ts';

test('only what is about runbooks is a line', () => {
  const lines = logLines([
    { timestamp: 1, action: 'annotation' },
    {
      action_id: 'a',
      timestamp: 2,
      action: 'runbook_execution',
      actor: 'olga',
      runbook: 'disk_high',
      device: 'web-1',
      incident_id: 'i1',
      result: { status: 'done' },
      verified: 'improved',
    },
  ]);
  expect(lines).toEqual([
    {
      key: 'a',
      at: 2,
      kind: 'runbook_execution',
      actor: 'olga',
      runbook: 'disk_high',
      device: 'web-1',
      incident: 'i1',
      outcome: 'done, improved',
    },
  ]);
});

test('the runbook may stand in the result, and the outcome may be unknown', () => {
  const [line] = logLines([
    { timestamp: 1, action: 'approval_requested', runbook: null, result: { status: 'x', runbook: 'b' } },
  ]);
  expect(line).toMatchObject({ runbook: 'b', actor: undefined, outcome: 'x', key: '0' });
});
