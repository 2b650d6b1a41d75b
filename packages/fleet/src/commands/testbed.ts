import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import {
  bringDown,
  bringUp,
  type Installable,
  programs,
  progressOnStderr,
  type ServerDefinition,
  type Stack,
  servers,
  startOrder,
  statusOf,
  UnknownServer,
} from '@aiops/testbed';
import { type Command, UsageError } from './command.ts';
import { runCommand } from './run-command.ts';
import { portChoice } from './testbed-ports.ts';
import { printRow, printRows } from './testbed-rows.ts';

const help = `Usage: aiops testbed up [NAME…] [--fleet] [--port NAME.PORT=NUMBER]… [--port-shift N] [--json]
       aiops testbed status [NAME…] [--json]
       aiops testbed down [NAME…] [--wipe] [--json]
       aiops testbed install [NAME…] [--fleet]

Runs the servers of the compose files as processes of this machine, on 127.0.0.1 and on their usual ports, without Docker.
\`up\` installs what is missing (the first time this takes minutes), starts the named servers and those that they need, and
returns once all are ready; they run on until \`down\`. Servers that run are left alone. Without names: all of them but
ZooKeeper with its Kafka, and Flink.

  --fleet         our own services as well, when no names are given
  --port P=N      another port for one of them: loki.http=23100
  --port-shift N  adds N to every usual port
  --wipe          removes the data of those that are taken down
  --folder DIR    where state, data and logs are kept (.aiops/testbed)
  --json          one JSON object per server on standard output

Exit code 0: done, for \`status\` also: all that were named are up; 1: it failed, or not all are up; 2: wrong usage.
`;

const options = {
  fleet: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  wipe: { type: 'boolean', default: false },
  folder: { type: 'string', default: join('.aiops', 'testbed') },
  port: { type: 'string', multiple: true },
  'port-shift': { type: 'string' },
} as const;

type Values = ReturnType<typeof parse>['values'];

/** `aiops testbed`: the servers of the stack as processes, for those who have no Docker and for tests. */
export const testbed: Command = {
  help,
  run: (args) =>
    runCommand(help, args, async () => {
      const { positionals, values } = parse(args);
      const [action = '', ...names] = positionals;
      const run = actions[action];
      if (run === undefined) throw new UsageError(`Expected up, status, down or install.\n\n${help}`);
      const stack: Stack = { folder: resolve(values.folder), definitions: servers };
      try {
        return await run(stack, names, values);
      } catch (error) {
        if (error instanceof UsageError) throw error;
        if (error instanceof UnknownServer) throw new UsageError(error.message);
        process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
        return 1;
      }
    }),
};

const actions: Readonly<
  Record<string, (stack: Stack, names: readonly string[], values: Values) => Promise<number>>
> = { up, status, down, install };

async function up(stack: Stack, names: readonly string[], values: Values): Promise<number> {
  const interrupt = new AbortController();
  const stop = () => interrupt.abort(new Error('Interrupted; what was started is ended again.'));
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    await bringUp(stack, wanted(stack, names, values), {
      progress: progressOnStderr,
      ports: portChoice(values.port ?? [], values['port-shift'], servers),
      signal: interrupt.signal,
      onReady: (row) => printRow(row, values.json),
    });
    return 0;
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
    process.stderr.write(`${(interrupt.signal.reason as Error).message}\n`);
    return 130;
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

async function status(stack: Stack, names: readonly string[], values: Values): Promise<number> {
  const rows = await statusOf(stack, names);
  printRows(rows, values.json);
  const bad = names.length > 0 ? ['down', 'dead', 'starting'] : ['dead'];
  return rows.some((row) => bad.includes(row.status)) ? 1 : 0;
}

async function down(stack: Stack, names: readonly string[], { json, wipe }: Values): Promise<number> {
  const ended = await bringDown(stack, names, progressOnStderr, { wipe });
  for (const name of ended)
    process.stdout.write(json ? `${JSON.stringify({ name, status: 'down' })}\n` : `${name} down\n`);
  if (ended.length === 0) process.stderr.write('Nothing was up.\n');
  return 0;
}

async function install(stack: Stack, names: readonly string[], values: Values): Promise<number> {
  const chosen: Installable[] = programs.filter(({ name }) => names.length === 0 || names.includes(name));
  const others = names.filter((name) => !chosen.some((program) => program.name === name));
  if (names.length === 0 || others.length > 0)
    chosen.push(...startOrder<ServerDefinition>(stack.definitions, installable(stack, others, values)));
  for (const program of chosen) {
    await program.install(progressOnStderr);
    process.stderr.write(`${program.name} is installed\n`);
  }
  return 0;
}

/** What `up` means without names. */
function wanted(stack: Stack, names: readonly string[], values: Values): readonly string[] {
  const usual = { ...stack, definitions: stack.definitions.filter(({ onRequest = false }) => !onRequest) };
  return installable(usual, names, values);
}

/** What `install` means without names: also what runs only when it is asked for. */
function installable(stack: Stack, names: readonly string[], { fleet }: Values): readonly string[] {
  if (names.length > 0) return names;
  return stack.definitions.filter(({ kind }) => fleet || kind === 'server').map(({ name }) => name);
}

function parse(args: readonly string[]) {
  return parseArgs({ args: [...args], allowPositionals: true, options });
}
