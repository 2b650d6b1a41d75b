import { setTimeout as delay } from 'node:timers/promises';
import { bareUrl } from '@aiops/config';
import { FlinkError, FlinkUnavailable } from '../rest/flink-error.ts';
import type { FlinkRest } from '../rest/flink-rest.ts';
import { knownJobs } from './known-jobs.ts';

/** What has to be there before jobs can be started. */
export interface ClusterNeeds {
  readonly rest: FlinkRest;
  /** Base URL of the SQL gateway. */
  readonly gatewayUrl: string;
  /** Names of the jobs that are to run; each takes one slot at least. */
  readonly jobs: readonly string[];
  /** How long to wait for it, ms. */
  readonly waitMs: number;
  /** Told once, when it has to be waited for. */
  readonly onWaiting: (what: string) => void;
}

const POLL_MS = 500;

/** Waits until the job manager and the SQL gateway answer and there is a slot for each job that does not run. Throws with what is missing and what to do about it. */
export async function awaitCluster(needs: ClusterNeeds): Promise<void> {
  const deadline = Date.now() + needs.waitMs;
  for (let told = false; ; told = true) {
    const problem = await whatIsMissing(needs);
    if (problem === undefined) return;
    if (Date.now() + POLL_MS > deadline) throw problem;
    if (!told) needs.onWaiting(problem.message);
    await delay(POLL_MS);
  }
}

async function whatIsMissing({ rest, gatewayUrl, jobs }: ClusterNeeds): Promise<Error | undefined> {
  try {
    const { slots, freeSlots } = await rest.overview();
    const known = await knownJobs(rest);
    const starting = jobs.filter((job) => (known.get(job)?.alive ?? []).length === 0).length;
    if (starting > freeSlots)
      return new FlinkError(
        `Flink at ${rest.url} has ${freeSlots} of ${slots} task slots free, and ${starting} jobs have to be started: ` +
          'is flink-taskmanager running? More slots: FLINK_TASK_SLOTS',
      );
  } catch (error) {
    if (!(error instanceof FlinkUnavailable)) throw error;
    return new FlinkUnavailable(
      `${error.message} Is flink-jobmanager running? Another address: FLINK_REST_URL`,
      { cause: error },
    );
  }
  const answers = await fetch(`${bareUrl(gatewayUrl)}/v1/info`).then(
    async (response) => (await response.json().catch(() => undefined)) !== undefined,
    () => false,
  );
  if (answers) return undefined;
  return new FlinkUnavailable(
    `Flink's SQL gateway does not answer at ${gatewayUrl}. Is flink-sql-gateway running? Another address: FLINK_GATEWAY_URL`,
  );
}
