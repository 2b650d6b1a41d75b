import { Counter, type Registry } from 'prom-client';

/** What people say of incidents. */
export type FeedbackCounter = Counter<'verdict'>;

export function feedbackCounter(registers: Registry[]): FeedbackCounter {
  return new Counter({
    name: 'aiops_feedback_total',
    help: 'Verdicts of people about incidents.',
    labelNames: ['verdict'],
    registers,
  });
}
