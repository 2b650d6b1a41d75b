import { type Command, type ListedCommand, UsageError } from './command.ts';
import { runCommand } from './run-command.ts';

const subcommands: Readonly<Record<string, ListedCommand>> = {
  detection: {
    summary: 'the anomalies of recorded metrics, and how good they are where labels say what is one',
    load: async () => (await import('../backtest/detection.ts')).detection,
  },
  logs: {
    summary: 'the template of each line of recorded logs',
    load: async () => (await import('../backtest/logs.ts')).backtestLogs,
  },
  rca: {
    summary: 'the causes of recorded cases, and how good they are where a case tells what was the cause',
    load: async () => (await import('../backtest/rca.ts')).backtestRca,
  },
};

const rows = Object.entries(subcommands).map(([name, { summary }]) => `  ${name.padEnd(10)} ${summary}\n`);
const help = `Usage: aiops backtest <what> FOLDER --out WHERE

Reads recorded data and writes what the fleet would have said, one row per row, in the order in which it came and without
looking ahead. A scorer that knows the truth can then tell how good that is.

${rows.join('')}
\`aiops backtest <what> --help\` tells more.
`;

/** `aiops backtest`: one subcommand per kind of recorded data. */
export const backtest: Command = {
  help,
  run: async (args) => {
    const [name = '', ...rest] = args;
    if (Object.hasOwn(subcommands, name))
      return (await (subcommands[name] as ListedCommand).load()).run(rest);
    return runCommand(help, args, async () => {
      throw new UsageError(`Expected one of: ${Object.keys(subcommands).join(', ')}.\n\n${help}`);
    });
  },
};
