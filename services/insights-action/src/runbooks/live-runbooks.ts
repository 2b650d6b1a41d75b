import type { Runbook } from '@aiops/contracts';
import type { Logger, Metrics } from '@aiops/runtime';
import type { Target } from './choose-target.ts';
import type { LoadedRunbook } from './read-runbook.ts';
import { readRunbooks } from './read-runbooks.ts';
import { watchFolder } from './watch-folder.ts';

/** The runbooks as their folder has them now. */
export interface LiveRunbooks {
  runbooks(): readonly Runbook[];
  /** What is wrong with files of the folder, each with its place. */
  problems(): readonly string[];
  /** A runbook with the hash of its file, by its own name. */
  find(name: string): LoadedRunbook | undefined;
  /** Looks at the folder now. */
  poll(): Promise<void>;
  stop(): void;
}

export interface LiveRunbooksOptions {
  readonly directory: string;
  readonly targets: readonly Target[];
  readonly service: string;
  readonly logger: Logger;
  readonly metrics: Pick<Metrics, 'configReloaded' | 'configReloadedAt'>;
  /** The clock, in epoch ms. */
  readonly now: () => number;
  /** How often the folder is looked at; 5 s unless set. */
  readonly intervalMs?: number;
}

const INTERVAL_MS = 5_000;

/**
 * Reads the runbooks and follows their folder. A file that becomes bad is told about and stays in use as it last was good; one that is
 * gone is no longer used. When the folder itself cannot be read, everything stays.
 */
export async function createLiveRunbooks(options: LiveRunbooksOptions): Promise<LiveRunbooks> {
  const { directory, targets, service, logger, metrics, now, intervalMs = INTERVAL_MS } = options;
  let folder = await readRunbooks(directory, { targets });
  const tell = () => {
    metrics.configReloaded.set({ service }, folder.problems.length === 0 ? 1 : 0);
    if (folder.problems.length === 0) metrics.configReloadedAt.set({ service }, now() / 1000);
    for (const problem of folder.problems) {
      logger.warn({ problem }, 'A runbook cannot be used as it is; what was good before stays in use.');
    }
  };
  const hashes = () => folder.loaded.map(({ file, hash }) => file + hash).join();
  tell();
  const watch = watchFolder(directory, intervalMs, async () => {
    const before = [hashes(), folder.problems.join()];
    folder = await readRunbooks(directory, { targets, previous: folder.loaded });
    if (before[0] === hashes() && before[1] === folder.problems.join()) return;
    tell();
    logger.info(
      { directory, runbooks: folder.runbooks.map(({ name }) => name) },
      'The runbooks were read again and are in effect.',
    );
  });
  return {
    runbooks: () => folder.runbooks,
    problems: () => folder.problems,
    find: (name) => folder.loaded.find(({ runbook }) => runbook.name === name),
    poll: watch.poll,
    stop: watch.stop,
  };
}
