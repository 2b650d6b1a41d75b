import { setTimeout as sleep } from 'node:timers/promises';
import { createSqlGateway, type FlinkJob, statementsOf } from '@aiops/flink';
import type { FlinkServer } from '@aiops/testbed';

/** What a job of Flink costs on an input that ends. */
export interface FlinkJobCost {
  readonly records: number;
  /** From the moment at which the job runs until the last row is written. */
  readonly seconds: number;
  readonly per_second: number;
  /** The largest checkpoint. */
  readonly state_bytes: number;
  readonly checkpoints: number;
}

interface JobAnswer {
  readonly state: string;
  readonly timestamps: Readonly<Record<string, number>>;
}
interface CheckpointsAnswer {
  readonly counts: { readonly completed: number };
  readonly summary: { readonly state_size: { readonly max: number } };
}

/** Runs a job over what lies on its topics now, `records` in all, and measures. Throws when it does not come to its end. */
export async function flinkJobCost(
  flink: FlinkServer,
  job: FlinkJob,
  records: number,
): Promise<FlinkJobCost> {
  const bounded = job.sql.replaceAll(
    "'scan.startup.mode' =",
    "'scan.bounded.mode' = 'latest-offset', 'scan.startup.mode' =",
  );
  const gateway = createSqlGateway({ url: flink.gatewayUrl });
  const { jobId } = await gateway.run(statementsOf(bounded)).finally(() => gateway.close());
  const answer = async <T>(path: string) =>
    (await (await fetch(`${flink.url}/jobs/${jobId}${path}`)).json()) as T;
  for (;;) {
    const { state, timestamps } = await answer<JobAnswer>('');
    if (state === 'FINISHED') {
      const seconds = ((timestamps.FINISHED ?? 0) - (timestamps.RUNNING ?? 0)) / 1_000;
      const { counts, summary } = await answer<CheckpointsAnswer>('/checkpoints');
      return {
        records,
        seconds,
        per_second: Math.round(records / seconds),
        state_bytes: summary.state_size.max,
        checkpoints: counts.completed,
      };
    }
    if (state === 'FAILED' || state === 'CANCELED' || state === 'RESTARTING')
      throw new Error(`${job.name} is ${state}: ${flink.url}/#/job/running/${jobId}/exceptions`);
    await sleep(250);
  }
}
