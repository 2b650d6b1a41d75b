import { setTimeout as sleep } from 'node:timers/promises';
import { createSqlGateway, type FlinkJob, statementsOf } from '@aiops/flink';
import type { FlinkServer } from '@aiops/testbed';

/** What a job of Flink costs on an input that ends. */
export interface FlinkJobCost {
  readonly records: number;
  /** From the moment at which the job runs until the last row is written. */
  readonly seconds: number;
  readonly per_second: number;
  /** CPU of the whole task manager meanwhile, with what Java compiles and collects. */
  readonly cpu_us_per_record: number;
  /** The largest checkpoint. */
  readonly state_bytes: number;
  readonly checkpoints: { readonly completed: number; readonly failed: number };
  /** Why checkpoints failed, each reason once. */
  readonly failures?: readonly string[];
}

interface JobAnswer {
  readonly state: string;
  readonly timestamps: Readonly<Record<string, number>>;
  readonly vertices: readonly { readonly metrics: { readonly 'write-records': number } }[];
}
interface CheckpointsAnswer {
  readonly counts: { readonly completed: number; readonly failed: number };
  readonly summary: { readonly state_size: { readonly max: number } };
  readonly history: readonly { readonly status: string; readonly failure_message?: string }[];
}

const POLL_MS = 250;
const TELL_MS = 20_000;
/** Figures of a task manager are asked for no more often than once in a second. */
const SETTLED_MS = 2_000;
const METRIC_MS = 60_000;

/** Runs a job over what lies on its topics now, `records` in all, and measures. Tells now and then how far it is. Throws when it does not come to its end. */
export async function flinkJobCost(
  flink: FlinkServer,
  job: FlinkJob,
  records: number,
): Promise<FlinkJobCost> {
  const before = await cpuSeconds(flink);
  const gateway = createSqlGateway({ url: flink.gatewayUrl });
  const { jobId = '' } = await gateway.run(statementsOf(bounded(job.sql))).finally(() => gateway.close());
  const ask = <T>(path: string) => answer<T>(flink, `/jobs/${jobId}${path}`);
  const { timestamps } = await untilFinished(() => ask<JobAnswer>(''), job.name);
  const seconds = ((timestamps.FINISHED ?? 0) - (timestamps.RUNNING ?? 0)) / 1_000;
  const cpu = (await cpuSeconds(flink)) - before;
  const { counts, summary, history } = await ask<CheckpointsAnswer>('/checkpoints');
  const failures = new Set(
    history.flatMap(({ status, failure_message: why }) => (status === 'FAILED' ? [why ?? 'unknown'] : [])),
  );
  return {
    records,
    seconds,
    per_second: Math.round(records / seconds),
    cpu_us_per_record: Number(((1e6 * cpu) / records).toFixed(1)),
    state_bytes: summary.state_size.max,
    checkpoints: { completed: counts.completed, failed: counts.failed },
    ...(failures.size === 0 ? {} : { failures: [...failures] }),
  };
}

function bounded(sql: string): string {
  return sql.replaceAll(
    "'scan.startup.mode' =",
    "'scan.bounded.mode' = 'latest-offset', 'scan.startup.mode' =",
  );
}

async function untilFinished(ask: () => Promise<JobAnswer>, name: string): Promise<JobAnswer> {
  for (let toldAt = Date.now(); ; await sleep(POLL_MS)) {
    const now = await ask();
    if (now.state === 'FINISHED') return now;
    if (['FAILED', 'CANCELED', 'RESTARTING'].includes(now.state))
      throw new Error(`${name} is ${now.state}; the log of the task manager tells why`);
    if (Date.now() < toldAt + TELL_MS) continue;
    toldAt = Date.now();
    const read = now.vertices.map(({ metrics }) => metrics['write-records']);
    console.error(`flink: ${name} is ${now.state}, rows out of its steps: ${read.join(', ')}`);
  }
}

/** CPU that the task manager has taken since it was started. The job manager asks it only when it is asked itself, so the first answer is old. */
async function cpuSeconds(flink: FlinkServer): Promise<number> {
  const name = 'Status.JVM.CPU.Time';
  const ask = () => answer<{ readonly sum: number }[]>(flink, `/taskmanagers/metrics?get=${name}&agg=sum`);
  await ask();
  for (const deadline = Date.now() + METRIC_MS; ; ) {
    await sleep(SETTLED_MS);
    const [metric] = await ask();
    if (metric !== undefined) return metric.sum / 1e9;
    if (Date.now() > deadline) throw new Error(`the task manager tells no ${name}`);
  }
}

async function answer<T>({ url }: FlinkServer, path: string): Promise<T> {
  return (await (await fetch(url + path)).json()) as T;
}
