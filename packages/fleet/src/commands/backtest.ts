import { type Command, UsageError } from './command.ts';
import { runCommand } from './run-command.ts';

const help = `Usage: aiops backtest detection FOLDER --out FOLDER [--plot] [--json]

Tells on recorded data what the fleet would have found. \`aiops backtest detection --help\` tells more.
`;

const subcommands: Readonly<Record<string, () => Promise<Command>>> = {
  detection: async () => (await import('../backtest/detection.ts')).detection,
};

/** `aiops backtest`: the fleet's answers on recorded data. */
export const backtest: Command = {
  help,
  run: async (args) => {
    const [name = '', ...rest] = args;
    const load = Object.hasOwn(subcommands, name) ? subcommands[name] : undefined;
    if (load !== undefined) return (await load()).run(rest);
    return runCommand(help, args, () => {
      throw new UsageError(`Expected detection.\n\n${help}`);
    });
  },
};
