import { Counter, type Registry } from 'prom-client';

/** What people and runbooks did about incidents. */
export interface ActionCounters {
  readonly feedback: Counter<'verdict'>;
  /** Runs of runbooks that were begun and have ended. */
  readonly executions: Counter<'runbook' | 'mode' | 'result'>;
}

export function actionCounters(registers: Registry[]): ActionCounters {
  return {
    feedback: new Counter({
      name: 'aiops_feedback_total',
      help: 'Verdicts of people about incidents.',
      labelNames: ['verdict'],
      registers,
    }),
    executions: new Counter({
      name: 'aiops_action_executions_total',
      help: 'Runs of runbooks that have ended, by how.',
      labelNames: ['runbook', 'mode', 'result'],
      registers,
    }),
  };
}
