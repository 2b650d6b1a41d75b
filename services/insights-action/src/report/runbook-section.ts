import type { RunbookStep } from '@aiops/contracts';
import type { RunbookMatch } from '../runbooks/match-runbooks.ts';
import { deviceName, metricName } from './evidence-section.ts';
import { columnOf, columns, pad, WIDTH, wrap } from './layout.ts';
import { safeText } from './safe-text.ts';

const MOST_STEPS = 12;
const MOST_OTHERS = 4;
const RISKS = { read_only: 'looks only', reversible: 'reversible', destructive: 'DESTRUCTIVE' } as const;

/** The best runbook with its steps, and the names of the others. Nothing of it has been run. */
export function runbookSection(matches: readonly RunbookMatch[]): string[] {
  const [best, ...others] = matches;
  if (best === undefined) return ['SUGGESTED RUNBOOK', '  None of the runbooks applies.'];
  const { runbook } = best;
  const shown = runbook.steps.slice(0, MOST_STEPS);
  const nameWidth = columnOf(
    shown.map(({ name }) => safeText(name, 36)),
    36,
  );
  const hidden = runbook.steps.length - shown.length;
  return [
    ...wrap(
      'SUGGESTED RUNBOOK ',
      `${safeText(runbook.name, 40)}, for ${subject(best)}; nothing has been run`,
    ),
    ...wrap('  ', safeText(runbook.description, 400)),
    ...shown.flatMap((step, number) => stepLines(step, number + 1, nameWidth)),
    ...(hidden > 0 ? [`  ... and ${hidden} more steps`] : []),
    ...(others.length > 0 ? wrap('  Also: ', otherNames(others)) : []),
  ];
}

function stepLines(step: RunbookStep, number: number, nameWidth: number): string[] {
  const risk = RISKS[step.risk ?? 'destructive'];
  const lead = `  ${String(number).padStart(2)}. ${pad(safeText(step.name, 36), nameWidth)}${pad(risk, 13)}`;
  const order = safeText(orderOf(step), 300);
  return columns(lead) + columns(order) <= WIDTH ? [lead + order] : [lead, ...wrap('      ', order)];
}

function orderOf(step: RunbookStep): string {
  if (step.type === 'http_request') return `${step.method ?? 'GET'} ${step.url}`;
  if (step.type === 'script') return `script ${step.script}`;
  return step.command ?? (step.argv ?? []).map(word).join(' ');
}

/** A word of a command line, in quotes where its ends would not be seen otherwise. */
function word(text: string): string {
  return /^[^\s"'`]+$/.test(text) ? text : JSON.stringify(text);
}

function otherNames(matches: readonly RunbookMatch[]): string {
  const names = matches
    .slice(0, MOST_OTHERS)
    .map((match) => `${safeText(match.runbook.name, 40)} (${subject(match)})`);
  const hidden = matches.length - names.length;
  return names.join(', ') + (hidden > 0 ? ` and ${hidden} more` : '');
}

function subject({ anomaly }: RunbookMatch): string {
  return `${metricName(anomaly)} of ${deviceName(anomaly)}`;
}
