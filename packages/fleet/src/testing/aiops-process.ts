import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from './until.ts';

/** The folder from which users run `aiops`: the configuration, topology and runbooks of the repository are found there. */
const root = fileURLToPath(new URL('../../../..', import.meta.url));
const main = fileURLToPath(new URL('../main.ts', import.meta.url));

/** Variables that a test never inherits, because they are settings of the fleet. */
const SETTINGS =
  /^(?:KAFKA|REDIS|NEO4J|HTTP|OTLP|OTEL|LOG|AIOPS)_|^(?:PORT|NODE_OPTIONS|NODE_ENV|ANOMALY_THRESHOLD|DETECTION_WINDOW)$/;

export interface AiopsOptions {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** How an `aiops` command ended. */
export interface Ended {
  /** Null after a signal. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running `aiops` command. */
export interface AiopsProcess {
  stdout(): string;
  stderr(): string;
  isRunning(): boolean;
  signal(name: NodeJS.Signals): void;
  readonly ended: Promise<Ended>;
}

/** Runs the `aiops` command from the sources as users do, on free ports unless the environment says otherwise. */
export function startAiops({ args, env = {} }: AiopsOptions): AiopsProcess {
  return startNode([main, ...args], env);
}

export interface ServiceOptions {
  /** The folder of the service. */
  readonly service: string;
  readonly env: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
}

/** Runs one service as a process of its own, from the sources. */
export function startService({ service, env, args = [] }: ServiceOptions): AiopsProcess {
  return startNode([join(root, 'services', service, 'src', 'main.ts'), ...args], env);
}

function startNode(args: readonly string[], env: Readonly<Record<string, string>>): AiopsProcess {
  const inherited = Object.entries(process.env).filter(([name]) => !SETTINGS.test(name));
  const child = spawn(process.execPath, ['--conditions=@aiops/source', '--import', 'tsx', ...args], {
    cwd: root,
    env: { ...Object.fromEntries(inherited), HTTP_PORT: '0', OTLP_PORT: '0', PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const endWithUs = () => void child.kill('SIGKILL');
  process.once('exit', endWithUs);
  const stdout = collected(child.stdout);
  const stderr = collected(child.stderr);
  const ended = new Promise<Ended>((resolve) =>
    child.once('close', (code) => {
      process.off('exit', endWithUs);
      resolve({ code, stdout: stdout(), stderr: stderr() });
    }),
  );
  return {
    stdout,
    stderr,
    isRunning: () => isRunning(child),
    signal: (name) => void child.kill(name),
    ended,
  };
}

/** Runs an `aiops` command to its end. */
export function runAiops(options: AiopsOptions): Promise<Ended> {
  return startAiops(options).ended;
}

/** `aiops up` at work. */
export interface RunningFleet extends AiopsProcess {
  /** Base URL of health, metrics and API. */
  readonly apiUrl: string;
}

/** Starts `aiops up` and resolves once it is ready. Rejects with what it wrote when it ends before. */
export async function startUp(options: AiopsOptions, timeoutMs = 60_000): Promise<RunningFleet> {
  const started = startAiops({ ...options, args: ['up', ...options.args] });
  const apiUrl = await until(
    'the fleet is up',
    async () => {
      if (!started.isRunning()) throw new Error(`the fleet ended before it was up:\n${started.stderr()}`);
      if (!started.stderr().includes('Stop with Ctrl-C')) return undefined;
      return /(http:\S+)\/readyz/.exec(started.stderr())?.[1];
    },
    timeoutMs,
  ).catch((error: Error) => {
    started.signal('SIGKILL');
    throw new Error(`${error.message}\n${started.stderr()}`);
  });
  return { ...started, apiUrl };
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

function collected(stream: NodeJS.ReadableStream): () => string {
  let text = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    text += chunk;
  });
  return () => text;
}
