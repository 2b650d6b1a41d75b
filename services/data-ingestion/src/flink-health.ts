import { createFlinkRest, type FlinkJob, flinkJobs, type JobStatus, watchJobs } from '@aiops/flink';
import {
  DependencyHealth,
  type Health,
  type Lifecycle,
  type Metrics,
  type ServiceContext,
} from '@aiops/runtime';

const ASK_MS = 30_000;

/**
 * Watches the stream jobs where Flink does the work: their state is a part of the service's health, one that it can go on without,
 * and of its metrics. Where the fleet does it itself there is nothing to tell.
 */
export async function startFlinkHealth(
  { config, logger, metrics }: ServiceContext,
  lifecycle: Lifecycle,
  service: string,
  everyMs = ASK_MS,
): Promise<() => Readonly<Record<string, Health>>> {
  const { engine, flink } = config.stream_processing;
  if (engine !== 'flink') return () => ({});
  const wanted = flinkJobs(config).filter(({ enabled }) => enabled);
  const dependency = new DependencyHealth(service, logger, metrics);
  const watch = await lifecycle.start(
    'flink watch',
    async () =>
      watchJobs({
        rest: createFlinkRest({ url: flink.rest_url }),
        wanted,
        everyMs,
        onAnswer: (answer, { up, detail }) => {
          dependency.report('flink', up, up ? undefined : new Error(detail));
          tell(metrics, service, answer instanceof Error ? wanted.map(unknown) : answer);
        },
      }),
    (started) => started.stop(),
  );
  return () => ({ flink: { ...watch.health(), required: false } });
}

function tell(metrics: Metrics, service: string, statuses: readonly JobStatus[]): void {
  for (const { job, isRight, restarts, checkpointAt, stateBytes, lateDropped } of statuses) {
    const labels = { service, job };
    metrics.flinkJobUp.set(labels, isRight ? 1 : 0);
    if (restarts !== undefined) metrics.flinkJobRestarts.set(labels, restarts);
    if (checkpointAt !== undefined) metrics.flinkCheckpointAt.set(labels, checkpointAt / 1_000);
    if (stateBytes !== undefined) metrics.flinkStateBytes.set(labels, stateBytes);
    if (lateDropped !== undefined) metrics.flinkLateDropped.set(labels, lateDropped);
  }
}

/** Nobody knows how the job is. */
function unknown({ name }: FlinkJob): JobStatus {
  return { job: name, state: 'UNKNOWN', isRight: false };
}
