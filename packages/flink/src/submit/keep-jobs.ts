import { setTimeout as delay } from 'node:timers/promises';
import type { FlinkRest } from '../rest/flink-rest.ts';
import type { JobOutcome } from './job-outcome.ts';
import { knownJobs } from './known-jobs.ts';

export interface KeepJobsOptions {
  readonly rest: FlinkRest;
  /** Names of the jobs that are to run. */
  readonly wanted: readonly string[];
  /** How often to look, ms. */
  readonly everyMs: number;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Starts what does not run. */
  readonly start: () => Promise<readonly JobOutcome[]>;
  /** Told why a job is not as it should be, or why nobody knows; the same is not told twice in a row. */
  readonly onProblem: (text: string) => void;
}

/** What may go wrong without being a bug: a server is away, or what is to run is not fit for it. */
const EXPECTED = ['FlinkError', 'FlinkUnavailable', 'SqlGatewayError', 'Unavailable', 'InvalidConfig'];

/**
 * Looks again and again whether the wanted jobs run, and has those started that do not: a job manager that was started anew has
 * forgotten them. Resolves when it is told to end. Rejects on bugs only.
 */
export async function keepJobs(options: KeepJobsOptions): Promise<void> {
  const { everyMs, signal, onProblem } = options;
  for (let told: string | undefined; !signal.aborted; ) {
    const problem = await startMissing(options);
    if (problem !== undefined && problem !== told) onProblem(problem);
    told = problem;
    await delay(everyMs, undefined, { signal }).catch(() => undefined);
  }
}

async function startMissing({ rest, wanted, start }: KeepJobsOptions): Promise<string | undefined> {
  try {
    const known = await knownJobs(rest);
    if (wanted.every((job) => (known.get(job)?.alive ?? []).length > 0)) return undefined;
    const wrong = (await start()).filter(({ isWrong }) => isWrong);
    return wrong.length === 0 ? undefined : wrong.map(({ job, detail }) => `${job}: ${detail}`).join('\n');
  } catch (error) {
    if (!(error instanceof Error && EXPECTED.includes(error.name))) throw error;
    return error.message;
  }
}
