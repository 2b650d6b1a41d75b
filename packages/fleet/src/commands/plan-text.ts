import { formatDuration } from '@aiops/contracts';
import type { PlanJson } from '@aiops/insights-action';
import { printable } from '../backtest/printable.ts';

type Step = PlanJson['steps'][number];

/** What would run, in order and exactly as it would run, for people. */
export function planText(plan: PlanJson): string {
  const { runbook, target, device, incident, parameters, effect, hash } = plan;
  const about = [
    ...(device === null ? [] : [`about ${device}`]),
    ...(incident === null ? [] : [`incident ${incident}`]),
  ];
  const given = Object.entries(parameters).map(([name, value]) => `${name}=${quoted(String(value))}`);
  const lines = [
    [`Runbook ${runbook} on ${target}`, ...about].join(', '),
    ...(given.length === 0 ? [] : [`Parameters: ${given.join(' ')}`]),
    'In this order:',
    ...plan.steps.flatMap(stepLines),
    ...(plan.rollback.length === 0 ? [] : ['To take it back, if the approval includes that:']),
    ...plan.rollback.flatMap(stepLines),
    ...(effect === null
      ? []
      : [`Expected: ${effect.metric} goes ${effect.direction} within ${formatDuration(effect.within_ms)}`]),
    `Plan ${hash.slice(0, 12)}`,
  ];
  return lines.map((line) => `${printable(line)}\n`).join('');
}

function stepLines(step: Step, index: number): string[] {
  const stops = step.stop_on_failure ? '' : ', goes on if it fails';
  return [
    `  ${index + 1}. [${step.risk}] ${step.name} (at most ${formatDuration(step.timeout_ms)}${stops})`,
    ...actionLines(step.action).map((line) => `     ${line}`),
  ];
}

function actionLines(action: Step['action']): string[] {
  if (action.kind === 'command') return [action.argv.map(quoted).join(' ')];
  if (action.kind === 'script') {
    const words = [action.script, ...action.arguments].map(quoted).join(' ');
    return [`${words}   (sha256 ${action.sha256.slice(0, 12)})`];
  }
  return [
    `${action.method} ${action.url}`,
    ...Object.entries(action.headers).map(([name, value]) => `${name}: ${quoted(value)}`),
    ...(action.body === undefined ? [] : [quoted(action.body)]),
  ];
}

/** A word as it is, or in quotes where it would not be seen where it begins and ends. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : JSON.stringify(word);
}
