import type { Runbook } from '../live/api-types.ts';

export const RISKS = ['read_only', 'reversible', 'destructive'] as const;
export type Risk = (typeof RISKS)[number];

/** A step as a runbook's file has it: places for values are not filled in yet. */
export interface BookStep {
  readonly name: string;
  readonly risk: Risk;
  readonly text: string;
}

type Step = Runbook['steps'][number] & Readonly<Record<string, unknown>>;

/** The steps of a runbook in words. What does not say its risk is destructive: so it is treated when it runs. */
export function bookSteps(steps: readonly Step[]): BookStep[] {
  return steps.map((step) => ({
    name: step.name,
    risk: RISKS.find((known) => known === step.risk) ?? 'destructive',
    text: textOf(step),
  }));
}

/** The steps that take a runbook back; the API tells them where there are any. */
export function rollbackSteps(runbook: Runbook): BookStep[] {
  const { rollback } = runbook as { rollback?: unknown };
  return Array.isArray(rollback) ? bookSteps(rollback as Step[]) : [];
}

function textOf(step: Step): string {
  if (step.type === 'http_request') return `${step.method ?? 'GET'} ${step.url ?? ''}`;
  if (step.type === 'script') return [step.script, ...listOf(step.arguments)].map(String).join(' ');
  if (typeof step.command === 'string') return step.command;
  return listOf(step.argv).map(quoted).join(' ');
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function quoted(word: unknown): string {
  const text = String(word);
  return /^[^\s"'`\\]+$/.test(text) ? text : JSON.stringify(text);
}
