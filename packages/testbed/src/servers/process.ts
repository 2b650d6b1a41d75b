import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { dieWithParent } from './die-with-parent.ts';

export { freePort, isPortOpen, waitForPort } from './ports.ts';

export interface ProcessOptions {
  /** How errors call it: `kafka`. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Takes standard output and standard error; appended to, its folder is made. */
  readonly logFile: string;
  /** Text of the log (since this start), or a check that is asked again until it says true. */
  readonly ready: RegExp | (() => Promise<boolean>);
  /** Time to become ready, 60 s unless set. */
  readonly timeoutMs?: number;
  /**
   * Lets it outlive this process, in a session of its own that no Ctrl-C of this terminal reaches; false unless set.
   * Whoever sets it has to end it some day.
   */
  readonly detached?: boolean;
  /** Told as soon as it runs, long before it is ready. */
  readonly onSpawn?: (pid: number) => void;
}

/** A server process that this process started, and that does not outlive it unless it is detached. */
export interface RunningProcess {
  readonly pid: number;
  readonly logFile: string;
  isRunning(): boolean;
  /** Asks it to end (SIGTERM), and after `graceMs` (20 s unless set) ends it. Resolves once it is gone. */
  stop(graceMs?: number): Promise<void>;
  /** Ends it at once (SIGKILL), as a crash would. Resolves once it is gone. */
  kill(): Promise<void>;
  /** The last lines that it wrote since this start. */
  logTail(lines?: number): string;
}

/** Starts a process and resolves once it is ready. Rejects with the end of its log when it ends or does not get ready. */
export async function startProcess(options: ProcessOptions): Promise<RunningProcess> {
  mkdirSync(dirname(options.logFile), { recursive: true });
  const log = openSync(options.logFile, 'a');
  const logStart = statSync(options.logFile).size;
  const child = spawn(options.command, [...options.args], {
    env: { ...process.env, ...options.env },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    stdio: ['ignore', log, log],
    detached: options.detached === true,
  });
  closeSync(log);
  await spawned(child, options);
  const running = handle(child, options, logStart);
  if (options.detached !== true) child.once('exit', dieWithParent(running.pid));
  try {
    options.onSpawn?.(running.pid);
    await untilReady(running, options, logStart);
  } catch (error) {
    await running.kill();
    throw error;
  }
  if (options.detached === true) child.unref();
  return running;
}

function spawned(child: ChildProcess, { name, command }: ProcessOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        new Error(
          error.code === 'ENOENT'
            ? `${name}: the command ${command} was not found; install it or put it on the PATH`
            : `${name}: ${command} could not be started: ${error.message}`,
          { cause: error },
        ),
      ),
    );
  });
}

function handle(child: ChildProcess, { logFile }: ProcessOptions, logStart: number): RunningProcess {
  const { pid } = child;
  if (pid === undefined) throw new Error('a started process has a pid');
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  const kill = async () => {
    if (isRunning()) child.kill('SIGKILL');
    await gone;
  };
  return {
    pid,
    logFile,
    isRunning,
    kill,
    async stop(graceMs = 20_000) {
      if (isRunning()) child.kill('SIGTERM');
      const grace = new AbortController();
      await Promise.race([gone, delay(graceMs, undefined, { signal: grace.signal }).catch(() => {})]);
      grace.abort();
      await kill();
    },
    logTail: (lines = 25) => readLog(logFile, logStart).trimEnd().split('\n').slice(-lines).join('\n'),
  };
}

function readLog(logFile: string, from: number): string {
  return readFileSync(logFile).subarray(from).toString('utf8');
}

async function untilReady(running: RunningProcess, options: ProcessOptions, logStart: number): Promise<void> {
  const { name, ready, timeoutMs = 60_000 } = options;
  const isReady =
    ready instanceof RegExp ? async () => ready.test(readLog(options.logFile, logStart)) : ready;
  const deadline = Date.now() + timeoutMs;
  while (!(await isReady())) {
    if (!running.isRunning()) throw new Error(`${name} ended before it was ready:\n${running.logTail()}`);
    if (Date.now() > deadline)
      throw new Error(`${name} was not ready after ${timeoutMs} ms:\n${running.logTail()}`);
    await delay(50);
  }
}
