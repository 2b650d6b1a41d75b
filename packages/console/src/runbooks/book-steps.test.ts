import { expect, test } from 'vitest';
import type { Runbook } from '../live/api-types.ts';
import { bookSteps, rollbackSteps } from './book-steps.ts';

test('a step that does not say its risk is destructive', () => {
  const steps = [
    { name: 'look', type: 'command', command: 'df -h', risk: 'read_only' },
    { name: 'delete', type: 'command', argv: ['rm', 'a b', 'x'] },
    { name: 'odd', type: 'command', command: 'x', risk: '__proto__' },
  ];
  expect(bookSteps(steps)).toEqual([
    { name: 'look', risk: 'read_only', text: 'df -h' },
    { name: 'delete', risk: 'destructive', text: 'rm "a b" x' },
    { name: 'odd', risk: 'destructive', text: 'x' },
  ]);
});

test('requests and scripts are told as one would write them', () => {
  const steps = [
    { name: 'ask', type: 'http_request', url: 'http://a/' },
    { name: 'run', type: 'script', script: 'fix.sh', arguments: ['--now'] },
  ];
  expect(bookSteps(steps).map(({ text }) => text)).toEqual(['GET http://a/', 'fix.sh --now']);
});

test('only a runbook with a rollback has steps of it', () => {
  const runbook: Runbook = { name: 'a', description: '', version: 1, conditions: {}, steps: [] };
  const rollback = [{ name: 'undo', type: 'command', command: 'undo', risk: 'reversible' }];
  expect(rollbackSteps(runbook)).toEqual([]);
  expect(rollbackSteps({ ...runbook, rollback } as Runbook)).toHaveLength(1);
});
