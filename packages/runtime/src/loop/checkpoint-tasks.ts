import type { OwnedTask } from './owned-task.ts';

/** Tasks that are at it at a time: of so many the changes are in memory as JSON. */
const LANES = 2;

/**
 * Saves state and commits offsets of tasks, which know nothing of each other: while one waits for the store, the next one turns
 * its changes into JSON. Rejects with what went wrong first, but not before all of them have come to an end, so that none
 * still writes when the tasks are taken over anew.
 */
export async function checkpointTasks(tasks: readonly Pick<OwnedTask, 'checkpoint'>[]): Promise<void> {
  const left = tasks.values();
  let failure: { readonly error: unknown } | undefined;
  const lane = async () => {
    for (const task of left) {
      if (failure !== undefined) return;
      await task.checkpoint().catch((error: unknown) => {
        failure ??= { error };
      });
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  if (failure !== undefined) throw failure.error;
}
