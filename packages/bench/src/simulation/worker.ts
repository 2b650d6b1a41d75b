import { parentPort } from 'node:worker_threads';
import { runSeriesJob, type SeriesJob } from './series-job.ts';

/** A thread of the simulation: answers each job with its outcome. */
parentPort?.on('message', (job: SeriesJob) => parentPort?.postMessage(runSeriesJob(job)));
