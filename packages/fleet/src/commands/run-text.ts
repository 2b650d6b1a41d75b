import { formatDuration } from '@aiops/contracts';
import type { RunJson } from '@aiops/insights-action';
import { printable } from '../backtest/printable.ts';

/** A run in one line. */
export function runLine(run: RunJson): string {
  const { id, requested_at: at, state, plan, requested_by: by, verified } = run;
  const about = plan.incident === null ? '' : `, incident ${plan.incident}`;
  const helped = verified === null ? '' : `, ${verified}`;
  return printable(
    `${id}  ${at}  ${state.padEnd(18)}  ${plan.runbook} on ${plan.target}${about}, asked for by ${by}${helped}`,
  );
}

/** A run with what its steps printed. */
export function runText(run: RunJson): string {
  const { approval, reason } = run;
  const lines = [
    runLine(run),
    ...(approval === null
      ? []
      : [`approved by ${approval.by} (${approval.role}) at ${approval.at}, until ${approval.expires_at}`]),
    ...(reason === null ? [] : [reason]),
    ...run.steps.flatMap(stepLines),
  ];
  return lines.map((line) => `${printable(line)}\n`).join('');
}

function stepLines({ name, status, rollback, outcome }: RunJson['steps'][number], index: number): string[] {
  const head = `  ${index + 1}. ${name}${rollback ? ' (rollback)' : ''}: ${status}`;
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
