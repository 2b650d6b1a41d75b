import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { type Config, loadConfig } from '@aiops/config';
import { type Bus, createLogger } from '@aiops/runtime';
import { servers } from '@aiops/testbed';
import { addresses, type Surroundings } from '../smoke/addresses.ts';
import { chainChecks } from '../smoke/chain-checks.ts';
import type { Check, CheckResult } from '../smoke/check.ts';
import { endpointChecks } from '../smoke/endpoint-checks.ts';
import { neo4jCheck } from '../smoke/neo4j-check.ts';
import { redisCheck } from '../smoke/redis-check.ts';
import { runChecks } from '../smoke/run-checks.ts';
import { selectParts } from '../smoke/select-parts.ts';
import { surroundings } from '../smoke/surroundings.ts';
import { topicsCheck } from '../smoke/topics-check.ts';
import { traceCheck } from '../smoke/trace-check.ts';
import { type Command, UsageError } from './command.ts';
import { connectKafka } from './connect-kafka.ts';
import { durationOf } from './duration-of.ts';
import { runCommand } from './run-command.ts';

const parts = [...new Set([...addresses.map(({ part }) => part), 'redis', 'kafka', 'chain', 'traces'])];

/** Parts that do not run as processes unless somebody asks for them, or not at all. */
const notLocal = addresses
  .map(({ part }) => part)
  .filter((part) => !servers.some(({ name, onRequest = false }) => name === part && !onRequest));

const help = `Usage: aiops smoke [--timeout 120s] [--only A,B] [--skip A,B] [--local | --inside] [--json] [--config FILE]

Looks whether the running system works as a whole: every server and service answers, every topic exists, Redis and Neo4j
hold what they should, metrics pushed to Kafka become anomalies, a result and an action, and a request to hello-app
becomes a trace. What is pushed is about a made-up host in a correlation domain of its own, and ends by itself.

  --timeout TIME  longest wait for each step of the flow (120s)
  --only, --skip  parts, comma separated:
${listed(parts)}
  --local         the system runs as processes of \`aiops testbed\`: skips what does not run there
  --inside        this command runs in the network of the containers
  --json          one JSON object at the end instead of lines

Addresses come from the environment (KAFKA_BOOTSTRAP_SERVERS, REDIS_HOST, NEO4J_URI, and NAME_URL for each part), else they
are those that the compose files publish on localhost, or have in their network.

Exit code 0: everything works, 1: something does not, 2: wrong usage or settings.
`;

/** Names in lines that fit a terminal, indented as the options' texts are. */
function listed(names: readonly string[]): string {
  const lines = [''];
  for (const name of names) {
    const line = lines.at(-1) ?? '';
    if (line.length + name.length < 95) lines[lines.length - 1] = line === '' ? name : `${line}, ${name}`;
    else lines.push(name);
  }
  return lines.map((line) => `                  ${line}`).join(',\n');
}

/** `aiops smoke`: does the whole system work? */
export const smoke: Command = {
  help,
  run: (args) => runCommand(help, args, () => run(args)),
};

async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      timeout: { type: 'string', default: '120s' },
      only: { type: 'string' },
      skip: { type: 'string' },
      local: { type: 'boolean', default: false },
      inside: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      config: { type: 'string' },
    },
  });
  const chosen = selectParts(parts, values.only, values.skip).filter(
    (part) => !values.local || values.only !== undefined || !notLocal.includes(part),
  );
  if (values.local && values.inside) throw new UsageError('Expected --local or --inside, not both.');
  const around = surroundings(process.env, values.inside ? 'network' : 'host');
  const config = loadConfig({
    env: around.env,
    ...(values.config === undefined ? {} : { file: values.config }),
  });
  const kafka = onceConnected(config);
  const checks = checksOf({
    config,
    around,
    open: kafka.open,
    timeoutMs: durationOf('--timeout', values.timeout),
    whereToLook: values.local ? inTestbed : inCompose,
  });
  try {
    const results = await runChecks(
      checks.filter(({ part }) => chosen.includes(part)),
      (result) => {
        if (!values.json) process.stdout.write(lineOf(result));
      },
    );
    return summarise(results, values.json);
  } finally {
    await kafka.close();
  }
}

interface Subject {
  readonly config: Config;
  readonly around: Surroundings;
  readonly open: () => Promise<Bus>;
  readonly timeoutMs: number;
  readonly whereToLook: (part: string) => string;
}

function checksOf(subject: Subject): Check[] {
  const { config, around, open, whereToLook } = subject;
  const name = `smoke-${randomBytes(4).toString('hex')}`;
  return [
    ...endpointChecks(around, whereToLook),
    redisCheck(config, whereToLook),
    neo4jCheck(config, around, whereToLook),
    topicsCheck(open, whereToLook),
    ...chainChecks({ ...subject, name, now: Date.now }),
    traceCheck({ ...subject, traceId: randomBytes(16).toString('hex') }),
  ];
}

/** Several checks go over the same connection. */
function onceConnected(config: Config) {
  const logger = createLogger({ service: 'smoke', level: 'silent', format: config.logging.format });
  let connecting: Promise<Bus> | undefined;
  return {
    open: () => {
      connecting ??= connectKafka(config, logger, 0);
      return connecting;
    },
    close: async () => {
      const bus = await connecting?.catch(() => undefined);
      await bus?.close();
    },
  };
}

const inCompose = (part: string) => `look at \`docker logs ${part}\``;
const inTestbed = (part: string) =>
  `look at the log under .aiops/testbed/${part}, and at \`aiops testbed status\``;

const MARKS = { passed: '✓', failed: '✗', not_run: '–' } as const;

function lineOf({ outcome, title, detail, advice }: CheckResult): string {
  const line = `${MARKS[outcome]} ${title.padEnd(52)} ${detail}\n`;
  return advice === '' ? line : `${line}    → ${advice}\n`;
}

function summarise(checks: readonly CheckResult[], json: boolean): number {
  const count = (wanted: CheckResult['outcome']) => checks.filter(({ outcome }) => outcome === wanted).length;
  const [passed, failed, notRun] = [count('passed'), count('failed'), count('not_run')];
  const ok = failed === 0 && notRun === 0;
  if (json) process.stdout.write(`${JSON.stringify({ ok, passed, failed, not_run: notRun, checks })}\n`);
  else {
    const rest = notRun === 0 ? '' : `, ${notRun} not made`;
    process.stdout.write(
      `\n${ok ? 'All is well' : 'Something is wrong'}: ${passed} passed, ${failed} failed${rest}.\n`,
    );
  }
  return ok ? 0 : 1;
}
