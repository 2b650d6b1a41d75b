import { expect, test } from 'vitest';
import type { PlannedStep } from '../../runs/run-plan.ts';
import type { Target } from '../choose-target.ts';
import { createKeptOutput } from './kept-output.ts';
import { commandOutcome } from './process-outcome.ts';

const step = { lines: 20, timeoutMs: 1000 } as PlannedStep;
const target = { kind: 'ssh', name: 'db', host: 'db.lab' } as Target;

function outcomeOf(stderr: string, hasPrinted = false) {
  const output = createKeptOutput();
  output.take(Buffer.from(stderr));
  const end = { exitCode: 255, stopped: undefined, problem: undefined, output, hasPrinted };
  return commandOutcome(end, { step, mask: (text) => text }, target).status;
}

test.each([
  'ssh: connect to host db.lab port 22: Connection refused',
  'ssh: Could not resolve hostname db.lab: Name or service not known',
  'No ED25519 host key is known for db.lab and you have requested strict checking.\nHost key verification failed.',
  'Welcome!\naiops@db.lab: Permission denied (publickey).',
])('ssh that says it never got there has failed: %j', (stderr) => {
  expect(outcomeOf(stderr)).toBe('failed');
});

test.each([
  ['client_loop: send disconnect: Broken pipe', false],
  ['cp: Permission denied (publickey).', false],
  ['git@forge.lab: Permission denied (publickey).', false],
  ['aiops@db.lab: Permission denied (publickey).', true],
  ['ssh: connect to host db.lab port 22: Connection refused', true],
])(
  'what a command may have printed itself leaves it unknown: %j, output before: %j',
  (stderr, hasPrinted) => {
    expect(outcomeOf(stderr, hasPrinted)).toBe('unknown');
  },
);
