import { setTimeout as delay } from 'node:timers/promises';
import { createSqlGateway, SqlGatewayError } from '../gateway/sql-gateway.ts';
import type { FlinkJob } from '../jobs/flink-jobs.ts';
import { statementsOf } from '../jobs/statements-of.ts';
import { FlinkError } from '../rest/flink-error.ts';
import { type FlinkRest, hasEnded } from '../rest/flink-rest.ts';
import { fingerprint } from './fingerprint.ts';
import { type Recovery, settingsOf } from './job-settings.ts';

/** Where jobs are started. */
export interface Cluster {
  readonly rest: FlinkRest;
  /** Base URL of the SQL gateway. */
  readonly gatewayUrl: string;
  /** Folder of all checkpoints and savepoints, as Flink sees it. */
  readonly stateUrl: string;
  /** How long a started job may take until all of it works, ms. */
  readonly startMs: number;
}

/** A job that was started. */
export interface StartedJob {
  readonly id: string;
  /** What it was started of. */
  readonly from?: Recovery;
  /** Why it was started without the state that there was. */
  readonly misfit?: string;
  /** Why not all of it works yet; Flink goes on trying. */
  readonly trouble?: string;
}

const POLL_MS = 250;
/** What Flink calls the failures of taking over state. */
const OF_STATE = /StateMigration|savepoint|checkpoint|[Rr]estor|state backend/;

/**
 * Submits a job and waits until all of it works. Where there is state that does not fit, it is started without. Throws
 * {@link FlinkError} or SqlGatewayError when the job cannot be started at all.
 */
export async function startJob(cluster: Cluster, job: FlinkJob, from?: Recovery): Promise<StartedJob> {
  if (from === undefined) return follow(cluster, await submit(cluster, job));
  const started = await startOf(cluster, job, from);
  if (typeof started !== 'string') return { ...started, from };
  return { ...(await follow(cluster, await submit(cluster, job))), misfit: started };
}

/** Lets Flink plan a job without starting it. Throws SqlGatewayError when it refuses the SQL. */
export async function planJob({ gatewayUrl }: Cluster, { sql }: FlinkJob): Promise<void> {
  const statements = statementsOf(sql);
  const last = statements.pop() ?? '';
  // What is before the statement itself are comments.
  const planned = last.replace(/^((?:\s*--[^\n]*\n)*\s*)(?:EXECUTE\s+(?=STATEMENT))?/i, '$1EXPLAIN ');
  const gateway = createSqlGateway({ url: gatewayUrl });
  try {
    await gateway.run([...statements, planned]);
  } finally {
    await gateway.close();
  }
}

/** The job, or why the state does not fit. */
async function startOf(cluster: Cluster, job: FlinkJob, from: Recovery): Promise<StartedJob | string> {
  let id: string;
  try {
    id = await submit(cluster, job, from);
  } catch (error) {
    // The job manager reads the state before it takes the job: a wrong statement fails again without it, and is told then.
    if (error instanceof SqlGatewayError) return error.message;
    throw error;
  }
  const started = await follow(cluster, id);
  if (started.trouble === undefined || !OF_STATE.test(started.trouble)) return started;
  await cluster.rest.cancel(id);
  return started.trouble;
}

async function submit({ gatewayUrl, stateUrl }: Cluster, job: FlinkJob, from?: Recovery): Promise<string> {
  const gateway = createSqlGateway({ url: gatewayUrl });
  try {
    const settings = settingsOf(job.name, fingerprint(job.sql), stateUrl, from);
    const { jobId } = await gateway.run([...settings, ...statementsOf(job.sql)]);
    if (jobId === undefined)
      throw new FlinkError(`The script of ${job.name} started no job: does it end with an INSERT?`);
    return jobId;
  } finally {
    await gateway.close();
  }
}

async function follow({ rest, startMs }: Cluster, id: string): Promise<StartedJob> {
  for (const deadline = Date.now() + startMs; ; await delay(POLL_MS)) {
    const { state, vertices } = await rest.job(id);
    if (
      state === 'RUNNING' &&
      vertices.length > 0 &&
      vertices.every(({ status }) => status === 'RUNNING' || status === 'FINISHED')
    )
      return { id };
    const failure = await rest.lastFailure(id);
    if (hasEnded(state))
      throw new FlinkError(`The job ended at once as ${state}: ${failure ?? 'Flink tells no reason'}`);
    if (failure !== undefined) return { id, trouble: failure };
    if (Date.now() > deadline) return { id, trouble: `not all of it works after ${startMs / 1000} s` };
  }
}
