import { formatDuration, formatTimestamp } from '@aiops/contracts';
import type { RunEntryJson, RunJson } from '@aiops/insights-action';
import { printable } from '../backtest/printable.ts';

/** A run of a list in one line. */
export function runLine(run: RunEntryJson): string {
  const { id, requested_at: at, state, runbook, target, incident, requested_by: by, verified } = run;
  const about = incident === null ? '' : `, incident ${incident}`;
  const helped = verified === null ? '' : `, ${verified}`;
  return `${printable(`${id}  ${at}  ${state.padEnd(9)}  ${runbook} on ${target}${about}, requested by ${by}${helped}`)}\n`;
}

/** A run with what its steps printed. */
export function runText(run: RunJson): string {
  const { id, state, plan, requested_by: by, requested_at: at, approval, cancelled_by: canceller } = run;
  const lines = [
    `Run ${id}: ${state}`,
    `${plan.runbook} on ${plan.target}, requested by ${by.name} at ${at}`,
    ...(approval === null ? [] : [approvalLine(approval)]),
    ...(canceller === null ? [] : [`cancelled by ${canceller.name}`]),
    ...(run.reason === null ? [] : [run.reason]),
    ...run.steps.flatMap(stepLines),
    ...effectLines(run),
    ...(run.rollback === null
      ? []
      : [`Rollback: ${run.rollback.state}`, ...(run.rollback.reason === null ? [] : [run.rollback.reason])]),
  ];
  return lines.map((line) => `${printable(line)}\n`).join('');
}

/** Whether it helped, or from when on that can be told. */
function effectLines({ verified, plan: { effect }, ended_at: ended, steps }: RunJson): string[] {
  if (verified !== null) return [`Effect: ${verified.effect}. ${verified.why}`];
  if (effect === null || ended === null || steps.every(({ status }) => status === 'not_run')) return [];
  const due = formatTimestamp(Date.parse(ended) + effect.within_ms);
  return [
    `Effect: not known before ${due}, when ${effect.metric} has had its time to go ${effect.direction}`,
  ];
}

function approvalLine({
  by,
  at,
  expires_at: until,
  include_rollback: rollback,
}: NonNullable<RunJson['approval']>): string {
  return `approved by ${by.name} (${by.role}) at ${at}, until ${until}${rollback ? ', the rollback too' : ''}`;
}

function stepLines({ phase, step, status, outcome }: RunJson['steps'][number], index: number): string[] {
  const head = `  ${index + 1}. ${phase === 'rollback' ? 'rollback: ' : ''}${step}: ${status}`;
  if (outcome === null) return [head];
  const code = outcome.exit_code ?? outcome.http_status;
  const details = [...(code === null ? [] : [String(code)]), formatDuration(Math.round(outcome.duration_ms))];
  return [
    `${head} (${details.join(', ')})`,
    ...(outcome.problem === null ? [] : [`     ${outcome.problem}`]),
    ...outcome.output
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => `     | ${line}`),
    ...(outcome.truncated ? ['     | … cut'] : []),
  ];
}
