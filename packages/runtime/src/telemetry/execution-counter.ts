import { Counter, type Registry } from 'prom-client';

/** `aiops_action_executions_total`: runs of runbooks that were begun and have ended, by how. */
export type ExecutionCounter = Counter<'runbook' | 'mode' | 'result'>;

export function executionCounter(registers: Registry[]): ExecutionCounter {
  return new Counter({
    name: 'aiops_action_executions_total',
    help: 'Runs of runbooks that have ended, by how.',
    labelNames: ['runbook', 'mode', 'result'],
    registers,
  });
}
