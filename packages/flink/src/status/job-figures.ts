import { setTimeout as delay } from 'node:timers/promises';
import type { FlinkRest } from '../rest/flink-rest.ts';

/** What a job has done so far; what Flink has not measured yet is left out. */
export interface JobFigures {
  readonly restarts?: number;
  /** Of the newest checkpoint or savepoint: epoch ms, bytes of state, and where it is. */
  readonly checkpointAt?: number;
  readonly stateBytes?: number;
  readonly checkpoint?: string;
  readonly recordsIn?: number;
  readonly recordsOut?: number;
  /** Rows that came after their window was closed; where windows are made in two steps, groups of rows. */
  readonly lateDropped?: number;
  /** Share of the time, 0 to 1, in which its slowest part waited for the next one. */
  readonly backPressure?: number;
}

/** How Flink calls what is summed up over the parts of a job. */
const COUNTED = {
  recordsIn: /^Source__[^.]*\.numRecordsIn$/,
  recordsOut: /__Writer\.numRecordsSend$/,
  lateDropped: /\.numLateRecordsDropped$/,
} as const;
const BACK_PRESSURE = 'backPressuredTimeMsPerSecond';
/** The job manager collects metrics when it is asked for them, and answers with what it had before. */
const COLLECT_MS = 1_500;

/** What a running job has done so far. */
export async function jobFigures(rest: FlinkRest, jobId: string): Promise<JobFigures> {
  const snapshot = await rest.newestSnapshot(jobId);
  const { numRestarts } = await rest.metrics(`/jobs/${jobId}/metrics`, ['numRestarts']);
  return {
    ...(numRestarts === undefined ? {} : { restarts: numRestarts }),
    ...(snapshot === undefined
      ? {}
      : { checkpointAt: snapshot.at, stateBytes: snapshot.bytes, checkpoint: snapshot.path }),
    ...(await counted(rest, jobId)),
  };
}

async function counted(rest: FlinkRest, jobId: string): Promise<JobFigures> {
  const first = await countedNow(rest, jobId);
  if (first.backPressure !== undefined) return first;
  await delay(COLLECT_MS);
  return countedNow(rest, jobId);
}

async function countedNow(rest: FlinkRest, jobId: string): Promise<JobFigures> {
  const parts: JobFigures[] = [];
  for (const { id } of (await rest.job(jobId)).vertices)
    parts.push(await countedIn(rest, `/jobs/${jobId}/vertices/${id}/subtasks/metrics`));
  const backPressures = parts.flatMap(({ backPressure }) => backPressure ?? []);
  return {
    ...Object.fromEntries(
      Object.keys(COUNTED).flatMap((figure) => {
        const values = parts.flatMap((part) => part[figure as keyof typeof COUNTED] ?? []);
        return values.length === 0 ? [] : [[figure, values.reduce((one, other) => one + other)]];
      }),
    ),
    ...(backPressures.length === 0 ? {} : { backPressure: Math.max(...backPressures) }),
  };
}

/** The figures of one operator chain. */
async function countedIn(rest: FlinkRest, path: string): Promise<JobFigures> {
  const figures: Record<string, number> = {};
  const names = await rest.metricNames(path);
  for (const [figure, pattern] of Object.entries(COUNTED)) {
    const wanted = names.filter((name) => pattern.test(name));
    if (wanted.length === 0) continue;
    const values = await rest.metrics(path, wanted);
    figures[figure] = wanted.reduce((sum, name) => sum + (values[name] ?? 0), 0);
  }
  if (!names.includes(BACK_PRESSURE)) return figures;
  const { [BACK_PRESSURE]: waiting } = await rest.metrics(path, [BACK_PRESSURE], 'max');
  return waiting === undefined ? figures : { ...figures, backPressure: waiting / 1_000 };
}
