import { printable } from '../backtest/printable.ts';

/** A runbook as the API tells it. */
export interface RunbookAnswer {
  readonly name: string;
  readonly description: string;
  readonly version: string | number;
  readonly target?: string;
  readonly parameters?: Readonly<Record<string, ParameterAnswer>>;
  readonly steps: readonly StepAnswer[];
  readonly rollback?: readonly StepAnswer[];
  readonly effect?: { readonly metric: string; readonly direction: string; readonly within: string | number };
}

interface ParameterAnswer {
  readonly type: string;
  readonly description?: string;
  readonly default?: string | number | boolean;
  readonly from?: string;
}

interface StepAnswer {
  readonly name: string;
  readonly type: string;
  readonly risk?: string;
}

/** A runbook in one line. */
export function runbookLine({ name, description }: RunbookAnswer): string {
  return `${printable(`${name.padEnd(24)}  ${description.split('\n')[0]}`)}\n`;
}

/** A runbook with its parameters and steps. What a step does in full is told by a dry run. */
export function runbookText(runbook: RunbookAnswer): string {
  const parameters = Object.entries(runbook.parameters ?? {});
  const lines = [
    `${runbook.name} ${runbook.version}`,
    ...runbook.description.split('\n'),
    ...(runbook.target === undefined ? [] : [`Runs on: ${runbook.target}`]),
    ...(parameters.length === 0 ? [] : ['Parameters:']),
    ...parameters.map(parameterLine),
    'Steps:',
    ...runbook.steps.map(stepLine),
    ...(runbook.rollback === undefined ? [] : ['To take it back:', ...runbook.rollback.map(stepLine)]),
    ...(runbook.effect === undefined ? [] : [effectLine(runbook.effect)]),
  ];
  return lines.map((line) => `${printable(line)}\n`).join('');
}

function parameterLine([name, { type, description, default: fallback, from }]: [
  string,
  ParameterAnswer,
]): string {
  const source = from === undefined ? '' : ', unless given the name of what it is about';
  const otherwise = fallback === undefined ? source : `, unless given ${JSON.stringify(fallback)}`;
  return `  ${name} (${type}${otherwise})${description === undefined ? '' : `: ${description}`}`;
}

/** A step that does not say its risk is destructive. */
function stepLine({ name, type, risk = 'destructive' }: StepAnswer, index: number): string {
  return `  ${index + 1}. ${name} (${type}, ${risk})`;
}

function effectLine({ metric, direction, within }: NonNullable<RunbookAnswer['effect']>): string {
  return `Expected: ${metric} goes ${direction} within ${within}`;
}
