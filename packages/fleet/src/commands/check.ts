import { parseArgs } from 'node:util';
import { loadConfig } from '@aiops/config';
import { readTopologyFiles } from '@aiops/graph-builder';
import { readRunbooks } from '@aiops/insights-action';
import type { Command } from './command.ts';
import { runCommand } from './run-command.ts';

const help = `Usage: aiops check [--config FILE] [--json]

Reads the configuration, the topology files and the runbooks and tells every problem with its place. Connects to nothing.
Exit code 0: all is well, 1: problems were found, 2: the configuration cannot be used.
`;

/** `aiops check`: are the files all right? */
export const check: Command = {
  summary: 'check configuration, topology files and runbooks',
  help,
  run: (args) =>
    runCommand(help, args, async () => {
      const { values } = parseArgs({
        args: [...args],
        options: { config: { type: 'string' }, json: { type: 'boolean', default: false } },
      });
      const config = loadConfig({
        env: process.env,
        ...(values.config === undefined ? {} : { file: values.config }),
      });
      const runbooks = await readRunbooks(config.insights_action.runbooks.directory);
      const topology = await readTopologyFiles(config.topology.devices, config.topology.discovered);
      const problems = [...runbooks.problems, ...topology.problems];
      if (values.json) process.stdout.write(`${JSON.stringify({ problems })}\n`);
      else if (problems.length === 0)
        process.stdout.write(
          `No problems: ${runbooks.runbooks.length} runbooks, ${topology.devices} devices.\n`,
        );
      else process.stdout.write(`${problems.join('\n')}\n`);
      return problems.length === 0 ? 0 : 1;
    }),
};
