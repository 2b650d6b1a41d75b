import { printable } from '../backtest/printable.ts';

/** A runbook as the API tells it. */
export interface RunbookAnswer {
  readonly name: string;
  readonly description: string;
  readonly version: string | number;
  readonly parameters?: Readonly<Record<string, { readonly type: string; readonly description?: string }>>;
  readonly steps: readonly { readonly name: string; readonly type: string; readonly risk?: string }[];
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
    ...(parameters.length === 0 ? [] : ['Parameters:']),
    ...parameters.map(
      ([name, { type, description }]) =>
        `  ${name} (${type})${description === undefined ? '' : `: ${description}`}`,
    ),
    'Steps:',
    ...runbook.steps.map(
      ({ name, type, risk }, index) =>
        `  ${index + 1}. ${name} (${risk === undefined ? type : `${type}, ${risk}`})`,
    ),
  ];
  return lines.map((line) => `${printable(line)}\n`).join('');
}
