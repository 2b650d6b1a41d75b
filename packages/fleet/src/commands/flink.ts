import { parseArgs } from 'node:util';
import { type Config, loadConfig } from '@aiops/config';
import {
  createFlinkRest,
  type FlinkJob,
  type FlinkRest,
  flinkJobs,
  jobStatuses,
  knownJobs,
  savepointFolder,
} from '@aiops/flink';
import { type Command, UsageError } from './command.ts';
import { durationOf } from './duration-of.ts';
import { submitForEver, submitWanted, type WantedJobs } from './flink-submit.ts';
import { statusLines } from './flink-text.ts';
import { runCommand } from './run-command.ts';

const help = `Usage: aiops flink submit [--wait 60s] [--watch]
       aiops flink upgrade [--wait 60s]
       aiops flink status
       aiops flink savepoint [JOB…]
       each with [--json] [--config FILE]

The stream jobs in config/flink, on the Flink that FLINK_REST_URL and FLINK_GATEWAY_URL name: docs/flink.md. \`submit\` starts those that do
not run, each of its newest checkpoint or savepoint, and leaves the others as they are: it may be run at any time. \`upgrade\` does that too,
replaces jobs whose SQL is another now by way of a savepoint, and stops those that the settings do not want any more. \`status\` tells how
they are, \`savepoint\` takes one of each, or of those that are named; they go on running.

  --wait TIME     how long to wait for Kafka, its topics, Flink, its SQL gateway and task slots
  --watch         goes on and submits what does not run any more, until SIGTERM; ends with 0 then
  --json          one JSON object per job

Exit code 0: all jobs are as the settings want them, 1: some are not, or a server does not answer, 2: wrong usage or settings.
With stream_processing.engine: embedded the fleet does the work of the jobs, and none is wanted.
`;

const NOT_WANTED =
  'stream_processing.engine is embedded: the fleet itself does the work of the jobs, none is wanted.';

/** `aiops flink`: submits the stream jobs, replaces them, and tells how they are. */
export const flinkCommand: Command = {
  help,
  run: (args) => runCommand(help, args, () => run(args)),
};

async function run(args: readonly string[]): Promise<number> {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      wait: { type: 'string', default: '60s' },
      json: { type: 'boolean', default: false },
      watch: { type: 'boolean', default: false },
      config: { type: 'string' },
    },
  });
  const [action = '', ...names] = positionals;
  const actions = ['submit', 'upgrade', 'status', 'savepoint'];
  if (!actions.includes(action) || (names.length > 0 && action !== 'savepoint'))
    throw new UsageError(`Expected ${actions.slice(0, -1).join(', ')} or savepoint.\n\n${help}`);
  if (values.watch && action !== 'submit') throw new UsageError(`--watch goes with submit.\n\n${help}`);
  const submitting = { waitMs: durationOf('--wait', values.wait), json: values.json };
  const read = () => readWanted(values.config);
  const { config, wanted } = read();
  const rest = createFlinkRest({ url: config.stream_processing.flink.rest_url });
  if (values.watch) {
    if (wanted.length === 0) process.stderr.write(`${NOT_WANTED}\n`);
    await submitForEver(rest, read, submitting);
    return 0;
  }
  if (wanted.length === 0 && !(await answers(rest))) {
    process.stderr.write(`${NOT_WANTED}\n`);
    return 0;
  }
  if (action === 'status') return await status(rest, wanted, values.json);
  if (action === 'savepoint') return await savepoint(config, rest, names, values.json);
  if (wanted.length === 0) process.stderr.write(`${NOT_WANTED}\n`);
  const upgrade = action === 'upgrade';
  const outcomes = await submitWanted(rest, { config, wanted }, { ...submitting, upgrade });
  return outcomes.some(({ isWrong }) => isWrong) ? 1 : 0;
}

function readWanted(file: string | undefined): WantedJobs {
  const config = loadConfig({ env: process.env, ...(file === undefined ? {} : { file }) });
  return { config, wanted: wantedJobs(config) };
}

function wantedJobs(config: Config): FlinkJob[] {
  if (config.stream_processing.engine !== 'flink') return [];
  return flinkJobs(config).filter(({ enabled }) => enabled);
}

async function answers(rest: FlinkRest): Promise<boolean> {
  return rest.overview().then(
    () => true,
    () => false,
  );
}

async function status(rest: FlinkRest, wanted: readonly FlinkJob[], json: boolean): Promise<number> {
  const statuses = await jobStatuses(rest, wanted);
  if (json) for (const one of statuses) process.stdout.write(`${JSON.stringify(one)}\n`);
  else process.stdout.write(statusLines(statuses, Date.now()));
  if (wanted.length === 0 && statuses.length === 0) process.stderr.write(`${NOT_WANTED}\n`);
  return statuses.every(({ isRight }) => isRight) ? 0 : 1;
}

async function savepoint(
  config: Config,
  rest: FlinkRest,
  names: readonly string[],
  json: boolean,
): Promise<number> {
  const known = await knownJobs(rest);
  const running = [...known].filter(([, { alive }]) => alive.length > 0).map(([job]) => job);
  const missing = names.filter((name) => !running.includes(name));
  if (missing.length > 0)
    throw new UsageError(
      `No job ${missing.join(', ')} runs; those that do: ${running.join(', ') || 'none'}.`,
    );
  let failed = running.length === 0;
  if (failed) process.stderr.write('No job of the fleet runs: `aiops flink status`\n');
  for (const job of names.length === 0 ? running : names) {
    const [{ id } = { id: '' }] = known.get(job)?.alive ?? [];
    const folder = savepointFolder(config.stream_processing.flink.state_url, job);
    try {
      const path = await rest.savepoint(id, folder, false);
      process.stdout.write(json ? `${JSON.stringify({ job, path })}\n` : `${job}  ${path}\n`);
    } catch (error) {
      if ((error as Error).name !== 'FlinkError') throw error;
      failed = true;
      process.stderr.write(`${job}: ${(error as Error).message}\n`);
    }
  }
  return failed ? 1 : 0;
}
