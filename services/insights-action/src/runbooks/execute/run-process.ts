import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createKeptOutput, type KeptOutput } from './kept-output.ts';
import { killMarked } from './kill-marked.ts';

export interface ProcessEnd {
  /** Null when it was ended by a signal, or never started. */
  readonly exitCode: number | null;
  readonly stopped: 'timed_out' | 'cancelled' | undefined;
  /** Why it could not be started, or which signal ended it. */
  readonly problem: string | undefined;
  readonly output: KeptOutput;
  /** Whether anything came on its standard output. */
  readonly hasPrinted: boolean;
}

export interface ProcessOrder {
  readonly argv: readonly string[];
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Files that are put into its private folder, by name, to be read by nobody else. */
  readonly prepare?: (folder: string) => Promise<readonly string[]>;
}

/** All of the environment that a step sees. */
const ENVIRONMENT = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LANG: 'C.UTF-8',
};

/** By this variable whatever a step has started is known as its own. */
const MARK = 'AIOPS_STEP';

/** How long a group of processes may take to end by itself. */
const GRACE_MS = 2_000;
/** How long the output of a process that has ended is waited for, when somebody still holds it open. */
const DRAIN_MS = 500;

/**
 * Runs a program without a shell, in a private folder that is removed afterwards, with next to no environment and nothing on its
 * standard input. It leads a process group of its own: when time is up or the signal comes, the whole group is asked to end and
 * then killed, with what has left the group; and whatever of the group is left when the program has ended is killed as well. Never
 * rejects.
 */
export async function runProcess(order: ProcessOrder): Promise<ProcessEnd> {
  const output = createKeptOutput();
  const never = (problem: string): ProcessEnd => ({
    exitCode: null,
    stopped: undefined,
    problem,
    output,
    hasPrinted: false,
  });
  let folder: string | undefined;
  try {
    folder = await mkdtemp(join(tmpdir(), 'aiops-step-'));
    const argv = (await order.prepare?.(folder)) ?? order.argv;
    if (order.signal.aborted) return { ...never('it was cancelled before it began'), stopped: 'cancelled' };
    return await runIn(folder, argv, order, output);
  } catch (error) {
    return never(startProblem(order.argv[0] ?? '', error));
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true }).catch(() => {});
  }
}

function runIn(
  cwd: string,
  [program = '', ...args]: readonly string[],
  { timeoutMs, signal }: ProcessOrder,
  output: KeptOutput,
): Promise<ProcessEnd> {
  return new Promise((resolve) => {
    const mark = randomUUID();
    const child = spawn(program, args, {
      cwd,
      env: { ...ENVIRONMENT, [MARK]: mark },
      shell: false,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    let stopped: ProcessEnd['stopped'];
    let kill: NodeJS.Timeout | undefined;
    const stop = (why: NonNullable<ProcessEnd['stopped']>) => {
      if (stopped !== undefined) return;
      stopped = why;
      signalGroup(child, 'SIGTERM');
      kill = setTimeout(() => signalGroup(child, 'SIGKILL'), GRACE_MS);
    };
    const cancel = () => stop('cancelled');
    const timer = setTimeout(() => stop('timed_out'), timeoutMs);
    signal.addEventListener('abort', cancel, { once: true });
    let hasPrinted = false;
    const end = async (exitCode: number | null, problem: string | undefined) => {
      clearTimeout(timer);
      clearTimeout(kill);
      clearTimeout(drain);
      signal.removeEventListener('abort', cancel);
      child.stdout.destroy();
      child.stderr.destroy();
      // Only where it was stopped: what a step that is done has started in a session of its own may be the service that it was to start.
      if (stopped !== undefined) await killMarked(`${MARK}=${mark}`);
      resolve({ exitCode, stopped, problem, output, hasPrinted });
    };
    let drain: NodeJS.Timeout | undefined;
    child.stdout.once('data', () => {
      hasPrinted = true;
    });
    child.stdout.on('data', output.take);
    child.stderr.on('data', output.take);
    child.once('error', (error) => end(null, startProblem(program, error)));
    child.once('exit', (code, endedBy) => {
      signalGroup(child, 'SIGKILL');
      const problem = endedBy === null ? undefined : `it was ended by ${endedBy}`;
      child.once('close', () => end(code, problem));
      drain = setTimeout(() => end(code, problem), DRAIN_MS);
    });
  });
}

/** A group that has no process left is fine. */
function signalGroup({ pid }: ChildProcess, name: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, name);
  } catch (error) {
    if (!['ESRCH', 'EPERM'].includes(String((error as NodeJS.ErrnoException).code))) throw error;
  }
}

function startProblem(program: string, error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return `${program} cannot be started: there is no such program`;
  if (code === 'EACCES') return `${program} cannot be started: permission denied`;
  return `${program} cannot be started: ${code ?? message}`;
}
