import { parseArgs } from 'node:util';
import type { PlanJson, RunEntryJson, RunJson } from '@aiops/insights-action';
import { type ApiClient, createApiClient } from '../api/api-client.ts';
import { printable } from '../backtest/printable.ts';
import { apiHelp, apiOptions } from './api-options.ts';
import { type Command, UsageError } from './command.ts';
import { planText } from './plan-text.ts';
import { runCommand } from './run-command.ts';
import { runLine, runText } from './run-text.ts';
import { type Declared, runbookParameters } from './runbook-parameters.ts';
import { type RunbookAnswer, runbookLine, runbookText } from './runbook-text.ts';

const help = `Usage: aiops runbook list
       aiops runbook show NAME
       aiops runbook run NAME [--incident ID] [--param name=value]… [--device D] [--target T]
                         [--dry-run | --approve [--rollback]]
       aiops runbook runs [RUN]
       aiops runbook approve RUN [--rollback] | deny RUN [--reason R] | execute RUN | cancel RUN
       aiops runbook stop --reason R | resume
       each with [--url URL] [--json]

\`run\` asks for a run and prints exactly what would run. Somebody with the role approver approves or denies it, then it is
executed; \`runs RUN\` shows how it goes, and later whether it helped. \`stop\` keeps everything from being executed, on every instance, until \`resume\`.

  --incident ID   what it is for
  --param n=v     a parameter that the runbook declares; may be given several times
  --device D      what it is about, the cause of the incident unless given
  --target T      where it runs, if neither the runbook nor the entity says so
  --rollback      the approval includes taking it back if it made things worse
  --dry-run       only print what would run
  --approve       approve and execute it at once, for those who may
${apiHelp}`;

/** `aiops runbook`: what could be done, and doing it. */
export const runbook: Command = {
  help,
  run: (args) => runCommand(help, args, () => run(args)),
};

interface Options {
  readonly incident?: string | undefined;
  readonly param: readonly string[];
  readonly device?: string | undefined;
  readonly target?: string | undefined;
  readonly reason?: string | undefined;
  readonly rollback: boolean;
  readonly 'dry-run': boolean;
  readonly approve: boolean;
  readonly json: boolean;
}

interface RunbookList {
  readonly items: readonly RunbookAnswer[];
  readonly stopped: { readonly reason: string; readonly by: string } | null;
}

interface Action {
  /** Whether it takes a name or id. */
  readonly subject: 'needed' | 'optional' | 'none';
  readonly run: (client: ApiClient, subject: string, options: Options) => Promise<void>;
}

async function run(args: readonly string[]): Promise<number> {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      incident: { type: 'string' },
      param: { type: 'string', multiple: true, default: [] },
      device: { type: 'string' },
      target: { type: 'string' },
      reason: { type: 'string' },
      rollback: { type: 'boolean', default: false },
      'dry-run': { type: 'boolean', default: false },
      approve: { type: 'boolean', default: false },
      ...apiOptions,
    },
  });
  const [name = '', subject, ...more] = positionals;
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (action === undefined || more.length > 0 || !fits(action, subject)) {
    throw new UsageError(`Expected one of these.\n\n${help}`);
  }
  if (values['dry-run'] && values.approve) throw new UsageError('Give --dry-run or --approve, not both.');
  await action.run(createApiClient(values.url, process.env), subject ?? '', values);
  return 0;
}

function fits({ subject }: Action, given: string | undefined): boolean {
  return subject === 'optional' || (subject === 'needed') === (given !== undefined);
}

/** An action on one run. */
const decision = (verb: string): Action => ({
  subject: 'needed',
  run: async (client, id, { json, reason, rollback }) => {
    const body = {
      ...(reason === undefined ? {} : { reason }),
      ...(rollback ? { include_rollback: true } : {}),
    };
    tellRun(await decide(client, id, verb, body), json);
  },
});

const actions: Readonly<Record<string, Action>> = {
  list: {
    subject: 'none',
    async run(client, _subject, { json }) {
      const { items, stopped } = await client.ask<RunbookList>('GET', '/runbooks');
      if (stopped !== null)
        process.stderr.write(
          `Nothing is executed: ${printable(stopped.reason)} (${printable(stopped.by)}).\n`,
        );
      for (const item of items) tell(item, json, runbookLine);
      if (items.length === 0) process.stderr.write('No runbooks.\n');
    },
  },
  show: {
    subject: 'needed',
    run: async (client, name, { json }) => tell(await readRunbook(client, name), json, runbookText),
  },
  run: { subject: 'needed', run: request },
  runs: {
    subject: 'optional',
    async run(client, id, { json }) {
      if (id !== '')
        return tell(await client.ask<RunJson>('GET', `/runs/${encodeURIComponent(id)}`), json, runText);
      const { items } = await client.ask<{ items: RunEntryJson[] }>('GET', '/runs');
      for (const item of items) tell(item, json, runLine);
      if (items.length === 0) process.stderr.write('No runs.\n');
    },
  },
  approve: decision('approve'),
  deny: decision('deny'),
  execute: decision('execute'),
  cancel: decision('cancel'),
  stop: {
    subject: 'none',
    async run(client, _subject, { reason }) {
      if (reason === undefined) throw new UsageError('Say why with --reason.');
      await client.ask('POST', '/runbooks/stop', { reason });
      process.stderr.write('Nothing is executed any more. `aiops runbook resume` ends that.\n');
    },
  },
  resume: {
    subject: 'none',
    async run(client) {
      await client.ask('POST', '/runbooks/resume', {});
      process.stderr.write('Runbooks may be executed again.\n');
    },
  },
};

/** Asks for a run, and for more where the options say so. */
async function request(client: ApiClient, name: string, options: Options): Promise<void> {
  const { parameters = {} } = await readRunbook(client, name);
  const { plan, run: asked } = await client.ask<{ plan: PlanJson; run: RunJson | null }>('POST', '/runs', {
    runbook: name,
    incident: options.incident ?? null,
    parameters: runbookParameters(options.param, parameters as Declared),
    ...(options.target === undefined ? {} : { target: options.target }),
    ...(options.device === undefined ? {} : { device: options.device }),
    dry_run: options['dry-run'],
  });
  if (!options.json) process.stdout.write(planText(plan));
  if (asked === null) {
    if (options.json) process.stdout.write(`${JSON.stringify(plan)}\n`);
    else process.stderr.write('Nothing was run.\n');
    return;
  }
  if (!options.approve) {
    if (options.json) process.stdout.write(`${JSON.stringify(asked)}\n`);
    else process.stderr.write(`Run ${asked.id} waits for approval: aiops runbook approve ${asked.id}\n`);
    return;
  }
  await decide(client, asked.id, 'approve', { include_rollback: options.rollback });
  tellRun(await decide(client, asked.id, 'execute', {}), options.json);
}

function readRunbook(client: ApiClient, name: string): Promise<RunbookAnswer> {
  return client.ask<RunbookAnswer>('GET', `/runbooks/${encodeURIComponent(name)}`);
}

function decide(client: ApiClient, id: string, verb: string, body: object): Promise<RunJson> {
  return client.ask<RunJson>('POST', `/runs/${encodeURIComponent(id)}/${verb}`, body);
}

/** A run, and for people what comes next. */
function tellRun(run: RunJson, json: boolean): void {
  tell(run, json, runText);
  if (json) return;
  if (run.state === 'approved') process.stderr.write(`Execute it: aiops runbook execute ${run.id}\n`);
  if (run.state === 'running') process.stderr.write(`See how it goes: aiops runbook runs ${run.id}\n`);
}

function tell<T>(value: T, json: boolean, text: (value: T) => string): void {
  process.stdout.write(json ? `${JSON.stringify(value)}\n` : text(value));
}
