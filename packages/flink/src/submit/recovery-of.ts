import type { FlinkRest, KnownJob } from '../rest/flink-rest.ts';
import { checkpointFolder, type Recovery } from './job-settings.ts';
import { newestCheckpoint } from './newest-checkpoint.ts';

/**
 * What a job that does not run is to be started of: the newest checkpoint or savepoint of the one before it. Where the
 * cluster remembers none, what one left in the folder of checkpoints: a job manager that was started anew remembers no jobs.
 */
export async function recoveryOf(
  rest: FlinkRest,
  job: string,
  before: KnownJob | undefined,
  stateUrl: string,
): Promise<Recovery | undefined> {
  const remembered = before === undefined ? undefined : await rest.newestSnapshot(before.id);
  if (remembered !== undefined) return remembered;
  const path = await newestCheckpoint(checkpointFolder(stateUrl, job));
  return path === undefined ? undefined : { path, isSavepoint: false };
}
