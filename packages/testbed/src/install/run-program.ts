import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { dieWithParent } from '../servers/die-with-parent.ts';

export interface RunOptions {
  readonly cwd?: string;
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Takes each line of its output as it comes. */
  readonly onLine?: (line: string) => void;
}

/** A program that could not be found on the PATH. */
export class MissingProgram extends Error {
  override readonly name = 'MissingProgram';
}

const keptLines = 30;

/**
 * Runs a program to its end and resolves to the lines of its standard output. Rejects with the last lines that it wrote
 * when it fails, and with `MissingProgram` when there is none. It does not outlive this process.
 */
export function runProgram(
  command: string,
  args: readonly string[],
  { cwd, env, onLine }: RunOptions = {},
): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args], {
      ...(cwd === undefined ? {} : { cwd }),
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output: string[] = [];
    const latest: string[] = [];
    const take = (line: string) => {
      latest.push(line);
      if (latest.length > keptLines) latest.shift();
      if (line.trim() !== '') onLine?.(line.trim());
    };
    createInterface({ input: child.stdout }).on('line', (line) => {
      output.push(line);
      take(line);
    });
    createInterface({ input: child.stderr }).on('line', take);
    child.once('spawn', () => {
      if (child.pid !== undefined) child.once('exit', dieWithParent(child.pid));
    });
    child.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'ENOENT'
          ? new MissingProgram(`${command} was not found on the PATH`, { cause: error })
          : error,
      ),
    );
    child.once('close', (code, signal) => {
      if (code === 0) return resolve(output);
      const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
      reject(new Error(`${command} failed (${how}): ${latest.join('\n').trim() || 'it wrote nothing'}`));
    });
  });
}
