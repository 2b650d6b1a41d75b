import { setTimeout as delay } from 'node:timers/promises';
import type { FlinkJob } from '../jobs/flink-jobs.ts';
import type { FlinkRest } from '../rest/flink-rest.ts';
import { type JobStatus, jobStatuses } from './job-status.ts';

/** Whether all jobs are as they should be, and in words which are not. */
export interface JobsHealth {
  readonly up: boolean;
  readonly detail: string;
}

export interface JobWatchOptions {
  readonly rest: FlinkRest;
  /** Jobs that are to run. */
  readonly wanted: readonly FlinkJob[];
  /** How often to ask, ms. */
  readonly everyMs: number;
  /** Told after each question: how the jobs are, or why nobody knows. */
  readonly onAnswer: (answer: readonly JobStatus[] | Error, health: JobsHealth) => void;
}

/** Asks Flink again and again how its jobs are. */
export interface JobWatch {
  health(): JobsHealth;
  /** Resolves once nothing more is asked. */
  stop(): Promise<void>;
}

/** Begins to ask; the first answer comes later. */
export function watchJobs(options: JobWatchOptions): JobWatch {
  const abort = new AbortController();
  let health: JobsHealth = { up: false, detail: 'Flink has not been asked yet' };
  const ask = async () => {
    const answer = await jobStatuses(options.rest, options.wanted).catch((error: Error) => error);
    health = answer instanceof Error ? { up: false, detail: answer.message } : healthOf(answer);
    options.onAnswer(answer, health);
  };
  const asking = (async () => {
    while (!abort.signal.aborted) {
      await ask();
      await delay(options.everyMs, undefined, { signal: abort.signal }).catch(() => undefined);
    }
  })();
  return {
    health: () => health,
    async stop() {
      abort.abort();
      await asking;
    },
  };
}

function healthOf(statuses: readonly JobStatus[]): JobsHealth {
  const wrong = statuses.filter(({ isRight }) => !isRight);
  if (wrong.length === 0) return { up: true, detail: `jobs at work: ${statuses.length}` };
  const detail = wrong.map(({ job, state, problem = '' }) => `${job} (${state}): ${problem}`).join('; ');
  return { up: false, detail };
}
