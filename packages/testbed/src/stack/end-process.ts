import { setTimeout as delay } from 'node:timers/promises';
import { isSameProcess } from './process-identity.ts';

/** A process that `up` started. */
export interface OwnedProcess {
  readonly name: string;
  readonly pid: number;
  readonly identity: string;
}

const killedWithinMs = 10_000;

/**
 * Asks a process to end, and after `graceMs` ends it; resolves once it is gone. A process that merely has the same pid by
 * now is left alone. Rejects when it cannot be ended.
 */
export async function endProcess(owned: OwnedProcess, graceMs = 20_000): Promise<void> {
  if (await isGoneAfter(owned, 'SIGTERM', graceMs)) return;
  if (await isGoneAfter(owned, 'SIGKILL', killedWithinMs)) return;
  throw new Error(`${owned.name} (pid ${owned.pid}) is still there after SIGKILL`);
}

async function isGoneAfter(owned: OwnedProcess, signal: NodeJS.Signals, withinMs: number): Promise<boolean> {
  if (!isSameProcess(owned)) return true;
  try {
    process.kill(owned.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return true;
    throw new Error(`${owned.name} (pid ${owned.pid}) cannot be ended: ${(error as Error).message}`, {
      cause: error,
    });
  }
  const deadline = Date.now() + withinMs;
  while (isSameProcess(owned)) {
    if (Date.now() > deadline) return false;
    await delay(50);
  }
  return true;
}
