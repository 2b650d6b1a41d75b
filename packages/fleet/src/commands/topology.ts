import { parseArgs } from 'node:util';
import { bareUrl } from '@aiops/config';
import type { AnalysisAnswer } from '@aiops/root-cause-analysis';
import { askAddress } from '../smoke/ask-address.ts';
import { CheckFailed } from '../smoke/check.ts';
import { type Command, UsageError } from './command.ts';
import { runCommand } from './run-command.ts';
import { topologyText } from './topology-text.ts';

const help = `Usage: aiops topology [--url http://localhost:8090] [--top 10] [--json]

Tells what the shape of the network says by itself, whatever happens in it: what cuts off what, the critical path, and the
nodes through which most ways lead. It asks GET /v1/topology/analysis of root-cause-analysis. What the figures mean:
docs/topology-queries.md.

  --url URL   where root-cause-analysis answers: port 8090 of \`aiops up\`, port 8093 of the stack
  --top N     rows of each table
  --json      the whole answer

Exit code 0: told, 1: the service does not answer or has no analysis yet, 2: wrong usage.
`;

const ADVICE = 'is root-cause-analysis running there? --url names another address';

/** `aiops topology`: the analysis of the network map, for people. */
export const topologyCommand: Command = {
  help,
  run: (args) => runCommand(help, args, () => run(args)),
};

async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      url: { type: 'string', default: 'http://localhost:8090' },
      top: { type: 'string', default: '10' },
      json: { type: 'boolean', default: false },
    },
  });
  const top = Number(values.top);
  if (!Number.isSafeInteger(top) || top < 1)
    throw new UsageError(`--top ${values.top}: expected a number of rows, 1 or more`);
  const answer = await ask(`${bareUrl(values.url)}/v1/topology/analysis`);
  if (typeof answer === 'string') {
    process.stderr.write(`${answer}\n`);
    return 1;
  }
  process.stdout.write(values.json ? `${JSON.stringify(answer)}\n` : topologyText(answer, top));
  return 0;
}

/** The analysis, or in words why there is none. */
async function ask(url: string): Promise<AnalysisAnswer | string> {
  try {
    const { status, text } = await askAddress(url, {}, ADVICE);
    if (status === 200) return JSON.parse(text) as AnalysisAnswer;
    return `${url}: ${reasonIn(text) ?? `answered with status ${status}; ${ADVICE}`}`;
  } catch (error) {
    if (error instanceof SyntaxError) return `${url}: what answers there is no JSON; ${ADVICE}`;
    if (error instanceof CheckFailed) return `${error.message}; ${ADVICE}`;
    throw error;
  }
}

/** What the service itself says; whatever else answers there says it in another form. */
function reasonIn(text: string): string | undefined {
  const { error } = JSON.parse(text) as { error?: unknown };
  return typeof error === 'string' && error !== 'not found' ? error : undefined;
}
