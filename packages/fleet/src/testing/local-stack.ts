import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
/** Settings that the scripts must find by themselves. */
const SETTINGS = /^(?:KAFKA|REDIS|NEO4J|HTTP|OTLP|OTEL|LOG|AIOPS)_|_URL$|^(?:PORT|NODE_OPTIONS|NODE_ENV)$/;

const SERVICE = new RegExp(`${join(root, 'services')}/[a-z-]+/dist/main\\.js`);

/** How a script ended. */
export interface ScriptRun {
  readonly code: number;
  /** Both streams, as at a terminal. */
  readonly out: string;
  readonly seconds: number;
}

/** Runs one of the scripts that users run, in this clone. */
export function runScript(
  script: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<ScriptRun> {
  return run(join(root, 'scripts', script), args, env);
}

/** Runs an `aiops` command as users of a clone do. */
export function runInClone(...args: readonly string[]): Promise<ScriptRun> {
  return run(process.execPath, [join(root, 'scripts', 'run.mjs'), ...args]);
}

/** Processes of this clone's stack, by pid with their command lines: those that name its folder, or run one of its services. */
export function stackProcesses(): ReadonlyMap<number, string> {
  const folder = join(root, '.aiops', 'testbed');
  const found = new Map<number, string>();
  for (const pid of readdirSync('/proc').map(Number)) {
    const command = Number.isInteger(pid) ? commandOf(pid) : '';
    if (command.includes(folder) || SERVICE.test(command)) found.set(pid, command);
  }
  return found;
}

function run(
  command: string,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<ScriptRun> {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !SETTINGS.test(name)));
  const started = Date.now();
  return new Promise((resolve) =>
    execFile(
      command,
      [...args],
      { cwd: root, env: { ...inherited, ...more }, maxBuffer: 16e6 },
      (error, stdout, stderr) =>
        resolve({
          code: error === null ? 0 : Number(error.code ?? 1),
          out: `${stdout}${stderr}`,
          seconds: (Date.now() - started) / 1_000,
        }),
    ),
  );
}

/** Empty for a process that has just ended. */
function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}
