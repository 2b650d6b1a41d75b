import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Progress, progressOnStderr } from '../install/progress.ts';
import { addressesOf, listenersOf } from './addresses.ts';
import type { Launch, ServerDefinition } from './definition.ts';
import type { Addresses } from './localise.ts';
import { freePort } from './ports.ts';
import { type RunningProcess, startProcess } from './process.ts';

export interface StartServerOptions {
  /** By the names of the definition; free ones unless set. */
  readonly ports?: Readonly<Record<string, number>>;
  /** Where the servers are that its configuration names: `kafka:29092` → `127.0.0.1:40123`. */
  readonly addresses?: Addresses;
  /** For configuration, data and log; kept. Without it, a temporary folder that a stop in order removes. */
  readonly folder?: string;
  /** For files that one server writes and another reads; inside `folder` unless set. */
  readonly shared?: string;
  /** Added to the environment of its processes. */
  readonly env?: Readonly<Record<string, string>>;
  readonly progress?: Progress;
}

/** A server of the testbed that a test started for itself, on the loopback interface. */
export interface RunningServer {
  readonly name: string;
  readonly ports: Readonly<Record<string, number>>;
  readonly folder: string;
  /** Those that run now, in the order of their start; the first is the one that a signal is meant for. */
  readonly processes: readonly RunningProcess[];
  /** Ends it; removes its temporary folder, unless it had ended by itself: then its path is told on standard error. */
  stop(): Promise<void>;
  /** Ends it at once, as a crash would; `restart` brings it back with its data. */
  kill(): Promise<void>;
  /** Starts it again on the same ports and data, ending it first when it runs. */
  restart(): Promise<void>;
}

/** Installs what a server needs and starts one of its own for a test. Rejects with the folder that it left behind. */
export async function startServer(
  definition: ServerDefinition,
  options: StartServerOptions = {},
): Promise<RunningServer> {
  const { name } = definition;
  await definition.install(options.progress ?? progressOnStderr);
  const ports = await choosePorts(definition, options.ports);
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), `aiops-${name}-`)));
  const shared = options.shared ?? join(folder, 'shared');
  await mkdir(shared, { recursive: true });
  const addresses = {
    ...listenersOf(definition, ports),
    ...addressesOf(definition, ports),
    ...options.addresses,
  };
  let processes: RunningProcess[] = [];
  const launch: Launch = async (process) => {
    const running = await startProcess({ ...process, env: { ...process.env, ...options.env } });
    processes.push(running);
    return running;
  };
  const endAll = async (how: 'stop' | 'kill') => {
    for (const running of processes.toReversed()) await running[how]();
  };
  const start = async () => {
    processes = [];
    try {
      await definition.start({ ports, addresses, folder, shared, launch });
    } catch (error) {
      await endAll('kill');
      throw new Error(`${(error as Error).message}\nThe data of ${name} is kept in ${folder}`, {
        cause: error,
      });
    }
  };
  await start();
  return {
    name,
    ports,
    folder,
    get processes() {
      return processes;
    },
    async stop() {
      const failed = processes.filter((running) => !running.isRunning() && !killed.has(running));
      await endAll('stop');
      if (options.folder !== undefined) return;
      if (failed.length === 0) return rm(folder, { recursive: true, force: true, maxRetries: 3 });
      process.stderr.write(`${name} had ended by itself; its data and log are kept in ${folder}\n`);
    },
    async kill() {
      for (const running of processes) killed.add(running);
      await endAll('kill');
    },
    async restart() {
      await endAll('stop');
      await start();
    },
  };
}

/** Processes that a test ended on purpose. */
const killed = new WeakSet<RunningProcess>();

async function choosePorts(
  { ports }: ServerDefinition,
  chosen: Readonly<Record<string, number>> = {},
): Promise<Record<string, number>> {
  const taken = new Map<string, number>();
  for (const name of Object.keys(ports)) {
    let port = chosen[name] ?? (await freePort());
    while (chosen[name] === undefined && [...taken.values()].includes(port)) port = await freePort();
    taken.set(name, port);
  }
  return Object.fromEntries(taken);
}
