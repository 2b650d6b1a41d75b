import type { Config } from '@aiops/config';
import {
  awaitCluster,
  type Cluster,
  type FlinkJob,
  type FlinkRest,
  type JobOutcome,
  keepJobs,
  submitJobs,
} from '@aiops/flink';
import { createLogger } from '@aiops/runtime';
import { connectKafka } from './connect-kafka.ts';
import { outcomeLine } from './flink-text.ts';
import { awaitTopics } from './flink-topics.ts';

/** The settings, and the jobs that they want. */
export interface WantedJobs {
  readonly config: Config;
  readonly wanted: readonly FlinkJob[];
}

export interface SubmitOptions {
  readonly waitMs: number;
  readonly upgrade: boolean;
  readonly json: boolean;
}

/** The first job on a cold cluster takes a minute. */
const START_MS = 120_000;
const LOOK_EVERY_MS = 10_000;

/** Waits for all that the jobs need and submits them; tells of each, or only of those that did not run already. */
export async function submitWanted(
  rest: FlinkRest,
  { config, wanted }: WantedJobs,
  { waitMs, upgrade, json }: SubmitOptions,
  isTold: (outcome: JobOutcome) => boolean = () => true,
): Promise<JobOutcome[]> {
  const { gateway_url: gatewayUrl, state_url: stateUrl } = config.stream_processing.flink;
  if (wanted.length > 0) await awaitNeeds(rest, { config, wanted }, waitMs);
  const cluster: Cluster = { rest, gatewayUrl, stateUrl, startMs: START_MS };
  return submitJobs(cluster, wanted, upgrade ? 'upgrade' : 'leave', (outcome) => {
    if (isTold(outcome)) process.stdout.write(`${json ? JSON.stringify(outcome) : outcomeLine(outcome)}\n`);
  });
}

async function awaitNeeds(rest: FlinkRest, { config, wanted }: WantedJobs, waitMs: number): Promise<void> {
  const deadline = Date.now() + waitMs;
  const left = () => Math.max(0, deadline - Date.now());
  const logger = createLogger({ service: 'flink', level: 'warn', format: config.logging.format });
  const bus = await connectKafka(config, logger, waitMs);
  await awaitTopics(bus, left()).finally(() => bus.close());
  await awaitCluster({
    rest,
    gatewayUrl: config.stream_processing.flink.gateway_url,
    jobs: wanted.map(({ name }) => name),
    waitMs: left(),
    onWaiting: (what) => process.stderr.write(`${what}\nWaiting up to ${Math.ceil(left() / 1000)} s …\n`),
  });
}

/**
 * Submits what does not run, again and again until SIGTERM or SIGINT. Settings and scripts are read anew (`read`) each time, so that an upgrade
 * and this agree about what a job is.
 */
export async function submitForEver(
  rest: FlinkRest,
  read: () => WantedJobs,
  options: Omit<SubmitOptions, 'upgrade'>,
): Promise<void> {
  const abort = new AbortController();
  const stop = () => abort.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const start = () =>
    submitWanted(rest, read(), { ...options, upgrade: false }, ({ outcome }) => outcome !== 'left');
  try {
    await keepJobs({
      rest,
      wanted: read().wanted.map(({ name }) => name),
      everyMs: LOOK_EVERY_MS,
      signal: abort.signal,
      start,
      onProblem: (text) => process.stderr.write(`${text}\nTrying again.\n`),
    });
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}
