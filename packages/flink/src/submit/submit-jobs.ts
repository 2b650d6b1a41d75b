import type { FlinkJob } from '../jobs/flink-jobs.ts';
import type { KnownJob } from '../rest/flink-rest.ts';
import { differences } from '../status/differences.ts';
import { fingerprint } from './fingerprint.ts';
import type { JobOutcome } from './job-outcome.ts';
import { FINGERPRINT, type Recovery, savepointFolder } from './job-settings.ts';
import { type JobHistory, knownJobs } from './known-jobs.ts';
import { recoveryOf } from './recovery-of.ts';
import { type Cluster, planJob, type StartedJob, startJob } from './start-job.ts';

/** What is done about jobs that run, but not as the settings want it. */
export type Differing = 'leave' | 'upgrade';

/**
 * Starts the wanted jobs that do not run, each of the newest state that there is of it; doing it again changes nothing. Jobs that run with other
 * SQL, or are not wanted, are only told with `leave`. With `upgrade` the former are stopped with a savepoint and started of it, the latter
 * cancelled. Tells of each job as soon as it is dealt with; one that fails keeps none of the others back. Throws when Flink is away.
 */
export async function submitJobs(
  cluster: Cluster,
  wanted: readonly FlinkJob[],
  differing: Differing,
  tell: (outcome: JobOutcome) => void,
): Promise<JobOutcome[]> {
  const known = await knownJobs(cluster.rest);
  const outcomes: JobOutcome[] = [];
  const add = (outcome: JobOutcome) => {
    outcomes.push(outcome);
    tell(outcome);
  };
  for (const job of wanted) {
    const history = known.get(job.name) ?? { alive: [] };
    add(await failing(job.name, () => settle(cluster, job, history, differing)));
  }
  for (const [job, { alive }] of known) {
    if (wanted.some(({ name }) => name === job)) continue;
    for (const one of alive) add(await failing(job, () => unwanted(cluster, job, one, differing)));
  }
  return outcomes;
}

async function settle(
  cluster: Cluster,
  job: FlinkJob,
  { alive, ended }: JobHistory,
  differing: Differing,
): Promise<JobOutcome> {
  const [running, ...extra] = alive;
  // Two submitters at once: the one that came first stays.
  for (const { id } of extra) await cluster.rest.cancel(id);
  if (running === undefined) {
    const from = await recoveryOf(cluster.rest, job.name, ended, cluster.stateUrl);
    return outcomeOf(job.name, 'started', await startOnce(cluster, job, from));
  }
  const parameters = await cluster.rest.parameters(running.id);
  if (parameters[FINGERPRINT] === fingerprint(job.sql))
    return { job: job.name, outcome: 'left', jobId: running.id, isWrong: false };
  if (differing === 'leave') {
    const detail = differences.otherSql;
    return { job: job.name, outcome: 'changed', jobId: running.id, detail, isWrong: true };
  }
  return replace(cluster, job, running);
}

/** Stops a job and starts another in its place; one that Flink cannot plan takes nobody's. */
async function replace(cluster: Cluster, job: FlinkJob, running: KnownJob): Promise<JobOutcome> {
  try {
    await planJob(cluster, job);
  } catch (error) {
    if ((error as Error).name !== 'SqlGatewayError') throw error;
    const detail = `it runs on with the SQL that it had, because the new one is refused: ${(error as Error).message}`;
    return { job: job.name, outcome: 'failed', jobId: running.id, detail, isWrong: true };
  }
  const started = await startOnce(cluster, job, await stop(cluster, job.name, running));
  return outcomeOf(job.name, 'upgraded', started);
}

/** Ends a job, and gives what its successor is started of. One that cannot take a savepoint, because it fails, has its last checkpoint. */
async function stop(
  { rest, stateUrl }: Cluster,
  job: string,
  { id }: KnownJob,
): Promise<Recovery | undefined> {
  try {
    return { path: await rest.savepoint(id, savepointFolder(stateUrl, job), true), isSavepoint: true };
  } catch (error) {
    if ((error as Error).name !== 'FlinkError') throw error;
    const last = await rest.newestSnapshot(id);
    await rest.cancel(id);
    return last;
  }
}

/** Starts a job that does not run. Where another submitter was faster and has cancelled ours meanwhile, theirs is the one. */
async function startOnce(cluster: Cluster, job: FlinkJob, from: Recovery | undefined): Promise<StartedJob> {
  try {
    return await onlyOne(cluster, job.name, await startJob(cluster, job, from));
  } catch (error) {
    const [theirs] = (await knownJobs(cluster.rest)).get(job.name)?.alive ?? [];
    if ((error as Error).name !== 'FlinkError' || theirs === undefined) throw error;
    return { id: theirs.id };
  }
}

/** Two submitters that saw the job missing have both started it: all but the oldest go. */
async function onlyOne({ rest }: Cluster, job: string, started: StartedJob): Promise<StartedJob> {
  const [oldest, ...extra] = (await knownJobs(rest)).get(job)?.alive ?? [];
  for (const { id } of extra) await rest.cancel(id);
  return oldest === undefined ? started : { ...started, id: oldest.id };
}

async function unwanted(
  { rest }: Cluster,
  job: string,
  { id }: KnownJob,
  differing: Differing,
): Promise<JobOutcome> {
  if (differing === 'upgrade') {
    await rest.cancel(id);
    return { job, outcome: 'stopped', jobId: id, isWrong: false };
  }
  const detail = differences.unwanted;
  return { job, outcome: 'unwanted', jobId: id, detail, isWrong: true };
}

function outcomeOf(job: string, outcome: 'started' | 'upgraded', started: StartedJob): JobOutcome {
  const { id, from, misfit, trouble } = started;
  const told = [
    ...(misfit === undefined
      ? []
      : [
          `what was kept does not fit, so it starts without, where its consumer group stopped: the minutes under way then are incomplete (${misfit})`,
        ]),
    ...(trouble === undefined ? [] : [`it is not at work yet, Flink goes on trying: ${trouble}`]),
  ];
  return {
    job,
    outcome,
    jobId: id,
    ...(from === undefined ? {} : { from: from.path }),
    ...(told.length === 0 ? {} : { detail: told.join('; ') }),
    isWrong: trouble !== undefined,
  };
}

/** A job that Flink refuses is told with the reason; that Flink is away concerns all of them. */
async function failing(job: string, work: () => Promise<JobOutcome>): Promise<JobOutcome> {
  try {
    return await work();
  } catch (error) {
    const { name, message } = error as Error;
    if (name !== 'FlinkError' && name !== 'SqlGatewayError') throw error;
    return { job, outcome: 'failed', detail: message, isWrong: true };
  }
}
