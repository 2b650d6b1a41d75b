import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from './cache-folder.ts';
import { underLock } from './lock.ts';
import { type Progress, reported } from './progress.ts';
import { MissingProgram, runProgram } from './run-program.ts';

export interface GoProgram {
  /** Of the program file that comes out. */
  readonly name: string;
  /** The module that pins everything: a folder with go.mod and go.sum. */
  readonly module: string;
  /** The main package, `.` for the folder itself. */
  readonly package: string;
  /** Further flags for the linker: `-X path.Version=1`. */
  readonly linkerFlags?: string;
}

/** Modules and compiler output of the largest program (Loki) need some 6.5 GB when nothing is cached. */
const neededBytes = 8 * 2 ** 30;
const buildTimeoutMs = 90 * 60_000;
/**
 * What all builds of the testbed run Go with: two packages at once because one takes up to 1.2 GB to compile, no C, and no
 * toolchain other than the one installed.
 */
export const goEnvironment = { CGO_ENABLED: '0', GOTOOLCHAIN: 'local', GOFLAGS: '-p=2 -buildvcs=false' };

/**
 * Builds a Go program from pinned modules and resolves to its path. It is kept in the user's cache under the hash of all
 * that went into it, so only the first call costs anything (minutes). One build runs at a time on the machine.
 * Rejects when Go is missing or too old, the disk too full, or the build fails.
 */
export async function buildGoProgram(program: GoProgram, progress: Progress): Promise<string> {
  const file = await goProgramPath(program);
  if (existsSync(file)) return file;
  await underGoLock(program.name, progress, async () => {
    if (existsSync(file)) return;
    await requireSpace(program.name);
    await reported(progress, `${program.name}: building with Go`, (detail) => build(program, file, detail));
  });
  return file;
}

/** Lets one Go build run at a time: two would take twice the memory and no less time. */
export function underGoLock<T>(name: string, progress: Progress, work: () => Promise<T>): Promise<T> {
  return underLock(cacheFolder('go', 'build.lock'), work, {
    timeoutMs: buildTimeoutMs,
    onWait: (pid) => progress(`${name}: waiting for the build that process ${pid} is doing`),
  });
}

/** Runs `go` as all builds of the testbed do, and resolves to the lines of its output. */
export async function runGo(
  args: readonly string[],
  options: { cwd?: string; env?: Readonly<Record<string, string>>; onLine?: (line: string) => void } = {},
): Promise<string[]> {
  try {
    return await runProgram('go', args, { ...options, env: { ...goEnvironment, ...options.env } });
  } catch (error) {
    if (!(error instanceof MissingProgram)) throw error;
    throw new Error(
      'go was not found on the PATH; install Go 1.26 or newer (from your system, or the archive of the Go project) and try again',
      { cause: error },
    );
  }
}

/** Where the program of these sources lies, built or not: another Go or another source has another place. */
async function goProgramPath(program: GoProgram): Promise<string> {
  const version = (await runGo(['env', 'GOVERSION'])).join('').trim();
  await requireVersion(program, version);
  const hash = createHash('sha256');
  for (const file of (await readdir(program.module)).sort()) {
    if (!/\.(go|mod|sum)$/.test(file)) continue;
    const content = await readFile(join(program.module, file));
    hash.update(`${file} ${content.length}\n`).update(content);
  }
  hash.update(JSON.stringify([program.package, program.linkerFlags ?? '', version, goEnvironment]));
  return cacheFolder('go', `${program.name}-${hash.digest('hex').slice(0, 12)}`, program.name);
}

async function requireVersion({ name, module }: GoProgram, version: string): Promise<void> {
  const needed = /^go (\S+)/m.exec(await readFile(join(module, 'go.mod'), 'utf8'))?.[1];
  if (needed !== undefined && isOlder(version.replace(/^go/, ''), needed))
    throw new Error(`${name} needs Go ${needed} or newer, and ${version} is installed; install a newer Go`);
}

function isOlder(version: string, than: string): boolean {
  const [a, b] = [version, than].map((text) => text.split('.').map((part) => Number.parseInt(part, 10) || 0));
  for (let i = 0; i < 3; i++) {
    const difference = (a?.[i] ?? 0) - (b?.[i] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

async function requireSpace(name: string): Promise<void> {
  const folder = cacheFolder('go');
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize >= neededBytes) return;
  const gigabytes = ((bavail * bsize) / 2 ** 30).toFixed(1);
  throw new Error(
    `${name} is built with Go, which needs 8 GB of free disk for modules and compiler output; ${folder} has ${gigabytes} GB`,
  );
}

/** A program appears under its final name only when it is complete. */
async function build(program: GoProgram, file: string, detail: (text: string) => void): Promise<void> {
  const folder = join(file, '..');
  const part = await mkdtemp(`${folder}.part-`);
  const linker = ['-s', '-w', program.linkerFlags ?? ''].join(' ').trim();
  try {
    await runGo(
      [
        'build',
        '-v',
        '-trimpath',
        ...['-ldflags', linker],
        ...['-o', join(part, program.name), program.package],
      ],
      { cwd: program.module, onLine: (line) => detail(line.replace(/^go: /, '')) },
    );
    await mkdir(join(folder, '..'), { recursive: true });
    await rename(part, folder);
  } catch (error) {
    throw new Error(`${program.name} could not be built: ${(error as Error).message}`, { cause: error });
  } finally {
    await rm(part, { recursive: true, force: true });
  }
}
