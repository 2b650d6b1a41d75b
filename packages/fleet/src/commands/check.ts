import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { checkRuleTests } from '@aiops/anomaly-detection';
import { loadConfig } from '@aiops/config';
import { readTopologyFiles } from '@aiops/graph-builder';
import { readRunbooks } from '@aiops/insights-action';
import { checkStack, type Problem, problemLine } from '@aiops/stack';
import type { Command } from './command.ts';
import { runCommand } from './run-command.ts';

const help = `Usage: aiops check [--directory DIR] [--config FILE] [--json]

Reads the configuration and runs the tests of its rules, reads the topology files, the runbooks, the compose files and
everything that these mount, and tells every problem with its place: rules that do not do what their tests say, addresses at
which nobody listens, metrics that nothing emits, topics, volumes and variables that do not exist, and more. Connects to
nothing.

  --directory DIR   the project to check; the working directory unless given
  --config FILE     the settings; config/aiops.yml of that directory unless given
  --json            the problems as JSON: {"problems": [{"file", "line", "column", "rule", "message"}]}

Exit code 0: all is well, 1: problems were found, 2: the configuration cannot be used.
`;

/** `aiops check`: do the files fit together? */
export const check: Command = {
  help,
  run: (args) =>
    runCommand(help, args, async () => {
      const { values } = parseArgs({
        args: [...args],
        options: {
          directory: { type: 'string', default: '.' },
          config: { type: 'string' },
          json: { type: 'boolean', default: false },
        },
      });
      const found = await checkAll(values.directory, values.config);
      if (values.json) process.stdout.write(`${JSON.stringify({ problems: found.problems })}\n`);
      else if (found.problems.length === 0) process.stdout.write(`No problems: ${found.summary}.\n`);
      else process.stdout.write(`${found.problems.map(problemLine).join('\n')}\n`);
      return found.problems.length === 0 ? 0 : 1;
    }),
};

interface Found {
  readonly problems: readonly Problem[];
  /** What was looked at. */
  readonly summary: string;
}

async function checkAll(directory: string, file: string | undefined): Promise<Found> {
  const options = { env: process.env, directory, ...(file === undefined ? {} : { file }) };
  const config = loadConfig(options);
  const rules = checkRuleTests(options);
  const path = (name: string) => join(directory, name);
  const { directory: folder, targets } = config.insights_action.runbooks;
  const runbooks = await readRunbooks(resolve(directory, folder), { targets });
  const topology = await readTopologyFiles(
    path(config.topology.devices),
    path(config.topology.discovered),
    path(config.topology.redfish),
  );
  const stack = checkStack(directory);
  const own = [
    ...rules.problems.map((line) => placed(line, 'rule-test', directory)),
    ...runbooks.problems.map((line) => placed(line, 'runbook', directory)),
    ...topology.problems.map((line) => placed(line, 'topology', directory)),
  ];
  return {
    problems: [...own, ...stack.problems].sort(byFile),
    summary: `${rules.tests} tests of rules, ${runbooks.runbooks.length} runbooks, ${topology.devices} devices, ${stack.services} services`,
  };
}

/** A problem of the older checks, which tell theirs as `file:line:column what` or `file: what`. */
function placed(line: string, rule: string, directory: string): Problem {
  const [, file = '', at, column, message = line] = /^(.*?):(?:(\d+):(\d+):?)?\s+(.*)$/s.exec(line) ?? [];
  return {
    rule,
    file: relative(resolve(directory), resolve(file)),
    line: Number(at ?? 1),
    column: Number(column ?? 1),
    message,
  };
}

function byFile(a: Problem, b: Problem): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}
