import { mkdir } from 'node:fs/promises';
import type { Progress } from '../install/progress.ts';
import { addressesOf, listenersOf } from '../servers/addresses.ts';
import type { Launch, ServerDefinition } from '../servers/definition.ts';
import { type RunningProcess, startProcess } from '../servers/process.ts';
import { endProcess, type OwnedProcess } from './end-process.ts';
import { identityOf } from './process-identity.ts';
import { rowOf, type ServerRow, type Stack, serverFolder, sharedFolder, underStackLock } from './stack.ts';
import { type PortChoice, portsOf, takenPorts } from './stack-ports.ts';
import { readState, type ServerState, writeState } from './stack-state.ts';
import { startOrder } from './start-order.ts';

export interface BringUpOptions {
  readonly progress: Progress;
  readonly ports?: PortChoice;
  /** Gives up and ends what this call started. */
  readonly signal?: AbortSignal;
  /** Told of each server as soon as it is ready. */
  readonly onReady?: (row: StartedRow) => void;
}

/** A server that is up, and how long it took. */
export interface StartedRow extends ServerRow {
  /** From its start to its being ready, 0 when it was up before. */
  readonly seconds: number;
  readonly already: boolean;
}

/** One call of `bringUp`: everything it needs to know while it goes on. */
interface Run {
  readonly stack: Stack;
  readonly options: BringUpOptions;
  readonly choice: PortChoice;
  readonly state: Map<string, ServerState>;
  /** What this call started, to be ended when it fails. */
  readonly started: string[];
  /** The last write of the state; the next one waits for it. */
  writing: Promise<void>;
}

/**
 * Starts the named servers and what they need, each after what it needs, and resolves once all are ready. Those that run are
 * left as they are, so it may be called at any time. The processes outlive the caller. When one cannot be started, those that
 * this call started are ended again, and the error says why and where the data were kept.
 */
export function bringUp(
  stack: Stack,
  names: readonly string[],
  options: BringUpOptions,
): Promise<StartedRow[]> {
  const order = startOrder(stack.definitions, names);
  return underStackLock(stack, options.progress, async () => {
    const state = new Map(await readState(stack.folder));
    const run: Run = {
      stack,
      options,
      choice: options.ports ?? {},
      state,
      started: [],
      writing: Promise.resolve(),
    };
    const missing = order.filter((definition) => !isUp(run, definition));
    await requireFreePorts(run, missing);
    for (const definition of missing) await orAborted(definition.install(options.progress), options.signal);
    const rows: StartedRow[] = [];
    try {
      for (const definition of order) {
        const row = await bring(run, definition);
        rows.push(row);
        options.onReady?.(row);
      }
    } catch (error) {
      for (const name of run.started.toReversed()) await end(run, name);
      throw error;
    }
    return rows;
  });
}

async function bring(run: Run, definition: ServerDefinition): Promise<StartedRow> {
  const already = isUp(run, definition);
  const begun = Date.now();
  if (!already) await start(run, definition);
  const row = rowOf(run.stack, definition, run.state.get(definition.name), run.choice);
  return { ...row, seconds: already ? 0 : Math.round((Date.now() - begun) / 100) / 10, already };
}

function isUp({ stack, state, choice }: Run, definition: ServerDefinition): boolean {
  return rowOf(stack, definition, state.get(definition.name), choice).status === 'up';
}

async function start(run: Run, definition: ServerDefinition): Promise<void> {
  const { stack, options, state } = run;
  const { name } = definition;
  const folder = serverFolder(stack, name);
  await end(run, name);
  await mkdir(folder, { recursive: true });
  const ports = portsOf(definition, run.choice);
  run.started.push(name);
  await remember(run, name, { ports, processes: [], ready: false });
  const place = {
    ports,
    folder,
    shared: await sharedFolder(stack),
    addresses: { ...listenersOf(definition, ports), ...allAddresses(run) },
    launch: launchDetached(run, name),
  };
  try {
    await orAborted(definition.start(place), options.signal);
  } catch (error) {
    if (options.signal?.aborted) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${name} could not be started: ${reason}\nIts data and log are kept in ${folder}`, {
      cause: error,
    });
  }
  await remember(run, name, { ...(state.get(name) as ServerState), ready: true });
}

/** A process is remembered as soon as it runs, so that `down` finds it whatever becomes of this call. */
function launchDetached(run: Run, name: string): Launch {
  return async (process) => {
    let remembered: Promise<void> | undefined;
    const onSpawn = (pid: number) => {
      const known = run.state.get(name) as ServerState;
      const processes: OwnedProcess[] = [
        ...known.processes,
        { name: process.name, pid, identity: identityOf(pid) ?? 'gone' },
      ];
      remembered = remember(run, name, { ...known, processes });
      // Awaited below, once the process is ready or has failed.
      remembered.catch(() => {});
    };
    let running: RunningProcess;
    try {
      running = await startProcess({ ...process, detached: true, onSpawn });
    } finally {
      await remembered;
    }
    return running;
  };
}

/** The latest started is the last in the state. */
function remember(run: Run, name: string, server: ServerState): Promise<void> {
  run.state.delete(name);
  run.state.set(name, server);
  return write(run);
}

function write(run: Run): Promise<void> {
  run.writing = run.writing.catch(() => {}).then(() => writeState(run.stack.folder, run.state));
  return run.writing;
}

async function end(run: Run, name: string): Promise<void> {
  for (const one of (run.state.get(name)?.processes ?? []).toReversed()) await endProcess(one);
  if (run.state.delete(name)) await write(run);
}

async function requireFreePorts(run: Run, definitions: readonly ServerDefinition[]): Promise<void> {
  const problems: string[] = [];
  for (const definition of definitions) {
    const ports = portsOf(definition, run.choice);
    const ours = run.state.get(definition.name)?.processes ?? [];
    if (ours.some(({ pid, identity }) => identityOf(pid) === identity)) continue;
    for (const port of await takenPorts(ports)) {
      const setting = `${definition.name}.${port}`;
      problems.push(
        `${definition.name} needs port ${ports[port]} (${port}), and another program listens there: ` +
          `end that one, or choose another port with --port ${setting}=NUMBER`,
      );
    }
  }
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

/** Where every server of the stack is, or would be. */
function allAddresses({ stack, state, choice }: Run): Record<string, string> {
  return Object.assign(
    {},
    ...stack.definitions.map((definition) =>
      addressesOf(definition, state.get(definition.name)?.ports ?? portsOf(definition, choice)),
    ),
  );
}

function orAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
