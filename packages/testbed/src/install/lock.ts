import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive } from './is-alive.ts';

export interface LockOptions {
  /** How long to wait for the present holder, 10 min unless set. */
  readonly timeoutMs?: number;
  /** Told once, when somebody else holds it. */
  readonly onWait?: (pid: number) => void;
}

/** Does some work while no other process does work under the same lock, a folder at `path`. */
export async function underLock<T>(
  path: string,
  work: () => Promise<T>,
  options: LockOptions = {},
): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  const unlock = await lock(path, options);
  try {
    return await work();
  } finally {
    await unlock();
  }
}

/** Takes a lock folder, waiting while a living process holds it; one left behind by a dead process is removed. */
async function lock(
  path: string,
  { timeoutMs = 10 * 60_000, onWait }: LockOptions,
): Promise<() => Promise<void>> {
  const deadline = Date.now() + timeoutMs;
  let told = false;
  while (!(await take(path))) {
    const pid = Number(await readFile(ownerFile(path), 'utf8').catch(() => ''));
    if (pid > 0 && !isAlive(pid)) {
      await rm(path, { recursive: true, force: true });
      continue;
    }
    if (Date.now() > deadline)
      throw new Error(`${path} is held by another process (${pid || 'unknown'}); remove it if none runs`);
    if (pid > 0 && !told) onWait?.(pid);
    told ||= pid > 0;
    await delay(200);
  }
  return () => rm(path, { recursive: true, force: true });
}

async function take(path: string): Promise<boolean> {
  try {
    await mkdir(path);
    await writeFile(ownerFile(path), String(process.pid));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function ownerFile(path: string): string {
  return join(path, 'pid');
}
