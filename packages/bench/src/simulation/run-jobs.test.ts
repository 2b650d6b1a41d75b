import { expect, test } from 'vitest';
import { runJobs } from './run-jobs.ts';
import { SAMPLES_PER_WEEK } from './simulated-series.ts';

/** A thread loads all that the service is made of: on a busy machine that takes half a minute. */
const PATIENCE = 180_000;

const jobs = ['steps', 'bursts', 'season', 'ar1'].flatMap((kind) =>
  [0, 1].map((number) => ({ kind, number, seed: 1, samples: SAMPLES_PER_WEEK / 2 })),
);

test(
  'the outcomes do not depend on the number of threads',
  async () => {
    const done: unknown[] = [];
    const alone = await runJobs(jobs, 1, (job) => done.push(job));
    expect(done).toEqual(jobs);
    done.length = 0;
    expect(await runJobs(jobs, 2, (job) => done.push(job))).toEqual(alone);
    expect(new Set(done)).toEqual(new Set(jobs));
    expect(alone.length).toBe(jobs.length);
    expect(new Set(alone.map((outcome) => JSON.stringify(outcome))).size).toBeGreaterThan(3);
  },
  PATIENCE,
);

test(
  'a thread that fails ends the run with its error',
  async () => {
    const broken = { ...jobs[0]!, kind: 'pink' };
    await expect(runJobs([broken], 2, () => undefined)).rejects.toThrow('no kind of series is called "pink"');
  },
  PATIENCE,
);
