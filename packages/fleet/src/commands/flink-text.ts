import type { JobOutcome, JobStatus } from '@aiops/flink';

const WORDS: Readonly<Record<JobOutcome['outcome'], string>> = {
  left: 'runs already',
  started: 'started',
  upgraded: 'replaced',
  stopped: 'stopped',
  changed: 'left as it is',
  unwanted: 'left as it is',
  failed: 'failed',
};

/** `span-figures      started of file:///…/chk-12`. */
export function outcomeLine({ job, outcome, from, detail }: JobOutcome): string {
  const state = from === undefined ? '' : ` of ${from}`;
  return `${job.padEnd(17)} ${WORDS[outcome]}${state}${detail === undefined ? '' : `; ${detail}`}`;
}

/** How the jobs are: a line of figures each, and below it what is wrong. `now`: epoch ms. */
export function statusLines(statuses: readonly JobStatus[], now: number): string {
  return statuses
    .map((status) => {
      const { job, state, problem } = status;
      const line = `${job.padEnd(17)} ${state.padEnd(10)} ${figuresOf(status, now).join('  ')}`.trimEnd();
      return problem === undefined ? `${line}\n` : `${line}\n${''.padEnd(17)} → ${problem}\n`;
    })
    .join('');
}

function figuresOf(status: JobStatus, now: number): string[] {
  const { restarts, checkpointAt, stateBytes, recordsIn, recordsOut, lateDropped, backPressure } = status;
  const figures: readonly (readonly [string, string | undefined])[] = [
    ['in', numberOf(recordsIn)],
    ['out', numberOf(recordsOut)],
    ['late', numberOf(lateDropped)],
    ['restarts', numberOf(restarts)],
    ['checkpoint', checkpointAt === undefined ? undefined : `${duration(now - checkpointAt)} ago`],
    ['state', stateBytes === undefined ? undefined : bytes(stateBytes)],
    ['back-pressure', backPressure === undefined ? undefined : `${Math.round(backPressure * 100)} %`],
  ];
  return figures.flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${value}`]));
}

function numberOf(value: number | undefined): string | undefined {
  return value?.toLocaleString('en-US');
}

function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

function bytes(count: number): string {
  if (count < 1e6) return `${(count / 1e3).toFixed(1)} kB`;
  return `${(count / 1e6).toFixed(1)} MB`;
}
