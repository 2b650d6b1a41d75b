import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { underLock } from '../install/lock.ts';
import type { Progress } from '../install/progress.ts';
import type { ServerDefinition } from '../servers/definition.ts';
import { endProcess } from './end-process.ts';
import { isSameProcess } from './process-identity.ts';
import { type PortChoice, portsOf } from './stack-ports.ts';
import { readState, type ServerState, writeState } from './stack-state.ts';
import { startOrder } from './start-order.ts';

/** Some servers of the registry that run together, whoever started them: their state lies in a folder. */
export interface Stack {
  /** For state, data and logs, an absolute path; made when it is needed. */
  readonly folder: string;
  readonly definitions: readonly ServerDefinition[];
}

/** `done`: a one-shot that did its work; `dead`: it was started, and not all of it runs any more. */
export type ServerStatus = 'up' | 'down' | 'dead' | 'done' | 'starting';

/** What `status` tells of a server. */
export interface ServerRow {
  readonly name: string;
  readonly status: ServerStatus;
  readonly summary: string;
  /** Of the first port, in the form that users type; undefined for a server without ports. */
  readonly address?: string;
  /** Those that run. */
  readonly pids: readonly number[];
  readonly ports: Readonly<Record<string, number>>;
  /** Where its configuration, data and log are. */
  readonly folder: string;
}

export interface DownOptions {
  /** Removes their data as well. */
  readonly wipe?: boolean;
  /** Time to end in order before they are ended by force, 20 s unless set. */
  readonly graceMs?: number;
}

/** How the named servers are, all of them when none is named. */
export async function statusOf(
  stack: Stack,
  names: readonly string[],
  choice: PortChoice = {},
): Promise<ServerRow[]> {
  const state = await readState(stack.folder);
  const chosen = named(stack, names);
  return chosen.map((definition) => rowOf(stack, definition, state.get(definition.name), choice));
}

/**
 * Ends the named servers, all that run when none is named, the last started first, and resolves to the names of those that
 * had something running. Only processes that this stack started are touched.
 */
export async function bringDown(
  stack: Stack,
  names: readonly string[],
  progress: Progress,
  { wipe = false, graceMs }: DownOptions = {},
): Promise<string[]> {
  const known = new Set(named(stack, names).map(({ name }) => name));
  return underStackLock(stack, progress, async () => {
    const state = new Map(await readState(stack.folder));
    const ended: string[] = [];
    for (const name of [...state.keys()].reverse()) {
      if (names.length > 0 && !known.has(name)) continue;
      const { processes } = state.get(name) as ServerState;
      if (processes.some(isSameProcess)) ended.push(name);
      for (const one of processes.toReversed()) await endProcess(one, graceMs);
      state.delete(name);
      await writeState(stack.folder, state);
    }
    if (wipe) await Promise.all([...known].map((name) => removeData(stack, name)));
    return ended;
  });
}

/** One command at a time changes a stack. */
export function underStackLock<T>(stack: Stack, progress: Progress, work: () => Promise<T>): Promise<T> {
  return underLock(join(stack.folder, 'lock'), work, {
    timeoutMs: 60 * 60_000,
    onWait: (pid) => progress(`Waiting for process ${pid}, which changes the stack in ${stack.folder}`),
  });
}

/** Where a server of a stack has its configuration, data and log. */
export function serverFolder(stack: Stack, name: string): string {
  return join(stack.folder, name);
}

/** The folder for files that one server writes and another reads. */
export async function sharedFolder(stack: Stack): Promise<string> {
  const folder = join(stack.folder, 'shared');
  await mkdir(folder, { recursive: true });
  return folder;
}

/** Tells how a server is from what is remembered of it, and from what runs. */
export function rowOf(
  stack: Stack,
  definition: ServerDefinition,
  state: ServerState | undefined,
  choice: PortChoice,
): ServerRow {
  const { name, summary } = definition;
  const ports = state?.ports ?? portsOf(definition, choice);
  const running = (state?.processes ?? []).filter(isSameProcess);
  const address = addressOf(definition, ports);
  return {
    name,
    status: statusFrom(state, running.length),
    summary,
    ...(address === undefined ? {} : { address }),
    pids: running.map(({ pid }) => pid),
    ports,
    folder: serverFolder(stack, name),
  };
}

function statusFrom(state: ServerState | undefined, running: number): ServerStatus {
  if (state === undefined) return 'down';
  if (running < state.processes.length) return 'dead';
  if (!state.ready) return 'starting';
  return running === 0 ? 'done' : 'up';
}

function addressOf(
  { ports: defaults, scheme = 'http' }: ServerDefinition,
  ports: Readonly<Record<string, number>>,
): string | undefined {
  const [first] = Object.keys(defaults);
  if (first === undefined) return undefined;
  const prefix = scheme === '' ? '' : `${scheme}://`;
  return `${prefix}127.0.0.1:${ports[first]}`;
}

function named(stack: Stack, names: readonly string[]): readonly ServerDefinition[] {
  if (names.length === 0) return stack.definitions;
  startOrder(
    stack.definitions.map(({ name }) => ({ name, needs: [] })),
    names,
  );
  return stack.definitions.filter(({ name }) => names.includes(name));
}

function removeData(stack: Stack, name: string): Promise<void> {
  return rm(serverFolder(stack, name), { recursive: true, force: true, maxRetries: 3 });
}
