import { type FlinkRest, hasEnded, type KnownJob } from '../rest/flink-rest.ts';
import { jobOfName } from './job-name.ts';

/** All that a cluster remembers of one job of the fleet. */
export interface JobHistory {
  /** Those that are not over, the oldest first; more than one is one too many. */
  readonly alive: readonly KnownJob[];
  /** The one that was started last of those that are over. */
  readonly ended?: KnownJob;
}

/** The fleet's jobs on a cluster, by the name in the catalogue. */
export async function knownJobs(rest: FlinkRest): Promise<Map<string, JobHistory>> {
  const known = new Map<string, JobHistory>();
  for (const one of (await rest.jobs()).toSorted(byStart)) {
    const job = jobOfName(one.name);
    if (job === undefined) continue;
    const before = known.get(job) ?? { alive: [] };
    known.set(
      job,
      hasEnded(one.state) ? { ...before, ended: one } : { ...before, alive: [...before.alive, one] },
    );
  }
  return known;
}

function byStart(one: KnownJob, other: KnownJob): number {
  return one.startedAt - other.startedAt || (one.id < other.id ? -1 : 1);
}
