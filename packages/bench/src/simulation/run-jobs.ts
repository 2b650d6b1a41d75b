import { Worker } from 'node:worker_threads';
import { runSeriesJob, type SeriesJob } from './series-job.ts';
import type { SeriesOutcome } from './simulate-series.ts';

/** Threads run the sources where this one does, as in tests. */
const WORKER = import.meta.url.endsWith('.ts')
  ? { url: new URL('./start-worker.mjs', import.meta.url), execArgv: ['--conditions=@aiops/source'] }
  : { url: new URL('./worker.js', import.meta.url), execArgv: [] };

/**
 * Runs jobs in that many threads, each of which takes the next one when it is done with its last; one is this thread.
 * Returns the outcomes in the order of the jobs; `onDone` is called in the order in which they are done. Rejects when a
 * thread fails.
 */
export async function runJobs(
  jobs: readonly SeriesJob[],
  threads: number,
  onDone: (job: SeriesJob) => void,
): Promise<SeriesOutcome[]> {
  if (threads > 1) return runInThreads(jobs, threads, onDone);
  return jobs.map((job) => {
    const outcome = runSeriesJob(job);
    onDone(job);
    return outcome;
  });
}

async function runInThreads(
  jobs: readonly SeriesJob[],
  threads: number,
  onDone: (job: SeriesJob) => void,
): Promise<SeriesOutcome[]> {
  const outcomes = new Array<SeriesOutcome>(jobs.length);
  const queue = jobs.entries();
  const work = (worker: Worker) =>
    new Promise<void>((done, fail) => {
      let current: [number, SeriesJob] | undefined;
      const next = () => {
        current = queue.next().value;
        if (current === undefined) done();
        else worker.postMessage(current[1]);
      };
      worker.on('error', fail);
      worker.on('exit', () =>
        fail(new Error(`a thread of the simulation ended in ${JSON.stringify(current?.[1])}`)),
      );
      worker.on('message', (outcome: SeriesOutcome) => {
        const [index, job] = current as [number, SeriesJob];
        outcomes[index] = outcome;
        onDone(job);
        next();
      });
      next();
    });
  const workers = Array.from(
    { length: Math.min(threads, jobs.length) },
    () => new Worker(WORKER.url, { execArgv: WORKER.execArgv }),
  );
  try {
    await Promise.all(workers.map(work));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return outcomes;
}
