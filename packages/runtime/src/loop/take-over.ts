import type { Offsets } from '../bus/bus.ts';
import { available } from './available.ts';
import type { TaskHost } from './task-host.ts';
import { taskScope } from './task-scope.ts';
import { type TaskStart, taskStart } from './task-start.ts';

/** A task that is ours from now on. */
export interface TakenOver {
  readonly scope: string;
  /** What the store lets write. */
  readonly epoch: number;
  readonly committed: Offsets;
  readonly start: TaskStart;
}

/** Fences earlier owners of a task off and reads what they have left. Waits for bus and store for as long as it takes. */
export async function takeOver(host: TaskHost, partition: number): Promise<TakenOver> {
  const scope = taskScope(host.service, partition);
  const epoch = await available(host, 'state', () => host.state.acquire(scope));
  const committed = await available(host, 'bus', () => host.consumer().committed(partition));
  if (epoch > 1 && Object.keys(committed).length === 0) await warnOfLostCommits(host, scope);
  const checkpoint = await available(host, 'state', () => host.state.load(scope, committed));
  return { scope, epoch, committed, start: taskStart(host.service.consumes, committed, checkpoint) };
}

/**
 * A group without commits begins anew, with no state. That is told when somebody saved state for it before: then its topics
 * or its commits were deleted, and what has been published may come again.
 */
async function warnOfLostCommits(host: TaskHost, scope: string): Promise<void> {
  const any = Object.fromEntries(host.service.consumes.map((topic) => [topic, Number.MAX_SAFE_INTEGER]));
  const saved = await available(host, 'state', () => host.state.load(scope, any));
  if (saved === undefined || Object.keys(saved.offsets).length === 0) return;
  host.logger.warn(
    { scope, saved: saved.offsets },
    'State was saved for these offsets, but the group has no commits: its topics or commits were deleted, or it ended ' +
      'before its first commit. Reading from the beginning, without that state.',
  );
  host.metrics.occurrences.inc({ service: host.service.name, what: 'commits_lost' });
}
