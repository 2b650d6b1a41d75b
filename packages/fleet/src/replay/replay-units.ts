import { type ChildProcess, fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InvalidData } from '../backtest/invalid-data.ts';
import type { CaseUnit } from './case-units.ts';
import type { FromWorker, ToWorker } from './case-worker.ts';
import { createCaseReader } from './recorded-case.ts';
import { type ReplayedCase, replayCases } from './replay-cases.ts';
import { loadReplayOptions, type ReplaySettings } from './replay-settings.ts';

/**
 * Replays units of cases, `jobs` at a time, each in a process of its own; with one job in this process. Rejects at the first
 * case that cannot be used.
 */
export async function replayUnits(
  units: readonly CaseUnit[],
  jobs: number,
  settings: ReplaySettings,
  onCase: (done: ReplayedCase) => void,
): Promise<void> {
  const left = [...units];
  const options = loadReplayOptions(settings);
  if (jobs === 1) {
    const read = createCaseReader();
    for (const unit of left) for await (const done of replayCases(unit, options, read)) onCase(done);
    return;
  }
  const children: ChildProcess[] = [];
  try {
    await Promise.all(
      Array.from({ length: Math.min(jobs, units.length) }, () => {
        const child = startWorker();
        children.push(child);
        return work(child, settings, () => left.shift(), onCase);
      }),
    );
  } finally {
    for (const child of children) child.kill();
  }
}

/** The sources run as TypeScript, what was built as JavaScript. */
function startWorker(): ChildProcess {
  return fork(fileURLToPath(new URL(`./case-worker${extname(import.meta.url)}`, import.meta.url)));
}

/** Resolves once there is no unit left for a child. */
function work(
  child: ChildProcess,
  settings: ReplaySettings,
  next: () => CaseUnit | undefined,
  onCase: (done: ReplayedCase) => void,
): Promise<void> {
  const tell = (message: ToWorker) => void child.send(message);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`a process that replays cases ended with code ${code}`)));
    child.on('message', (message: FromWorker) => {
      if ('done' in message) return onCase(message.done);
      if ('failed' in message) return reject(errorOf(message.failed));
      const unit = next();
      if (unit === undefined) resolve();
      else tell({ unit });
    });
    tell({ settings });
  });
}

function errorOf({ name, message }: { readonly name: string; readonly message: string }): Error {
  return name === 'InvalidData' ? new InvalidData(message) : new Error(message);
}
