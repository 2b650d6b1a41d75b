import type { FlinkJob } from '../jobs/flink-jobs.ts';
import type { FlinkRest, KnownJob } from '../rest/flink-rest.ts';
import { fingerprint } from '../submit/fingerprint.ts';
import { FINGERPRINT } from '../submit/job-settings.ts';
import { knownJobs } from '../submit/known-jobs.ts';
import { differences } from './differences.ts';
import { type JobFigures, jobFigures } from './job-figures.ts';

/** How a job is; figures that Flink has not measured yet are left out. */
export interface JobStatus extends JobFigures {
  readonly job: string;
  /** As Flink calls it; `MISSING`: the cluster has never heard of it, or forgot. */
  readonly state: string;
  /** True when all is as the settings want it. */
  readonly isRight: boolean;
  /** What is wrong, and what to do about it. */
  readonly problem?: string;
  readonly jobId?: string;
  /** Epoch ms. */
  readonly startedAt?: number;
}

const MISSING = 'MISSING';

/** How each wanted job is, and each one of the fleet that runs without being wanted. Throws FlinkUnavailable when Flink is away. */
export async function jobStatuses(rest: FlinkRest, wanted: readonly FlinkJob[]): Promise<JobStatus[]> {
  const known = await knownJobs(rest);
  const statuses: JobStatus[] = [];
  for (const job of wanted) {
    const { alive, ended } = known.get(job.name) ?? { alive: [] };
    const [running, ...extra] = alive;
    if (running !== undefined) statuses.push(await runningStatus(rest, job, running, extra));
    else statuses.push(await deadStatus(rest, job.name, ended));
  }
  for (const [job, { alive }] of known) {
    if (wanted.some(({ name }) => name === job)) continue;
    for (const { id, state, startedAt } of alive) {
      const problem = differences.unwanted;
      statuses.push({ job, state, isRight: false, problem, jobId: id, startedAt });
    }
  }
  return statuses;
}

async function runningStatus(
  rest: FlinkRest,
  job: FlinkJob,
  { id, state, startedAt }: KnownJob,
  extra: readonly KnownJob[],
): Promise<JobStatus> {
  const problem = await problemOf(rest, job, id, state, extra);
  return {
    job: job.name,
    state,
    isRight: problem === undefined,
    ...(problem === undefined ? {} : { problem }),
    jobId: id,
    startedAt,
    ...(await jobFigures(rest, id)),
  };
}

async function problemOf(
  rest: FlinkRest,
  job: FlinkJob,
  id: string,
  state: string,
  extra: readonly KnownJob[],
): Promise<string | undefined> {
  if (extra.length > 0)
    return `it runs ${extra.length + 1} times, so that its rows come as often: \`aiops flink submit\` ends all but the oldest`;
  if (state !== 'RUNNING')
    return `not at work: ${(await rest.lastFailure(id)) ?? 'it waits for a task slot'}`;
  if ((await rest.parameters(id))[FINGERPRINT] !== fingerprint(job.sql)) return differences.otherSql;
  const { vertices } = await rest.job(id);
  const idle = vertices.filter(({ status }) => status !== 'RUNNING' && status !== 'FINISHED');
  if (idle.length === 0) return undefined;
  return `${idle.length} of its ${vertices.length} parts do not run: is there a task slot free?`;
}

async function deadStatus(rest: FlinkRest, job: string, ended: KnownJob | undefined): Promise<JobStatus> {
  const again = '`aiops flink submit` starts it';
  if (ended === undefined)
    return { job, state: MISSING, isRight: false, problem: `it does not run: ${again}` };
  const { id, state } = ended;
  const failure = state === 'FAILED' ? await rest.lastFailure(id) : undefined;
  const snapshot = await rest.newestSnapshot(id);
  return {
    job,
    state,
    isRight: false,
    problem: `it does not run${failure === undefined ? '' : ` (${failure})`}: ${again}${snapshot === undefined ? '' : ' of its last state'}`,
    jobId: id,
    ...(snapshot === undefined ? {} : { checkpointAt: snapshot.at, checkpoint: snapshot.path }),
  };
}
