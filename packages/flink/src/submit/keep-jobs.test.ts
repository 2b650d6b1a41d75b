import { expect, test } from 'vitest';
import { FlinkError } from '../rest/flink-error.ts';
import { listedJob, type Script, scriptedFlink } from '../testing/scripted-flink.ts';
import type { JobOutcome } from './job-outcome.ts';
import { keepJobs } from './keep-jobs.ts';

const running = { jobs: [listedJob('a', 'aiops-rollups', 'RUNNING', 1)] };
const ended = { jobs: [listedJob('a', 'aiops-rollups', 'FAILED', 1)] };

/** Keeps one job through a round for each list of jobs (undefined: Flink is away), where starting gives one answer after the other. */
async function kept(rounds: readonly unknown[], starts: readonly (Error | readonly JobOutcome[])[]) {
  const script: Script = {};
  const abort = new AbortController();
  const problems: string[] = [];
  const left = [...rounds];
  let started = 0;
  const { rest } = scriptedFlink(script);
  const jobs = async () => {
    script['/jobs/overview'] = left.shift();
    if (left.length === 0) abort.abort();
    return rest.jobs();
  };
  await keepJobs({
    rest: { ...rest, jobs },
    wanted: ['rollups'],
    everyMs: 1,
    signal: abort.signal,
    async start() {
      const answer = starts[started] ?? [];
      started += 1;
      if (answer instanceof Error) throw answer;
      return answer;
    },
    onProblem: (text) => problems.push(text),
  });
  return { problems, started };
}
const outcome = (isWrong: boolean, detail = ''): JobOutcome[] => [
  { job: 'rollups', outcome: isWrong ? 'failed' : 'started', detail, isWrong },
];

test('jobs that run are left alone, those that have ended or are forgotten are started', async () => {
  expect(await kept([running, running], [])).toEqual({ problems: [], started: 0 });
  const forgotten = { jobs: [listedJob('x', 'rollups', 'RUNNING', 1)] };
  expect(await kept([ended, running, forgotten, running], [outcome(false), outcome(false)])).toEqual({
    problems: [],
    started: 2,
  });
});

test('what is wrong is told once, and again when it comes back; it goes on all the while', async () => {
  const away = new FlinkError('no slot');
  const starts = [away, away, outcome(true, 'line 3'), outcome(false), away];
  const { problems, started } = await kept([ended, ended, undefined, ended, ended, running, ended], starts);
  expect(problems.map((text) => text.slice(0, 16))).toEqual([
    'no slot',
    'Flink refused GE',
    'rollups: line 3',
    'no slot',
  ]);
  expect(started).toBe(5);
});

test('a bug ends it', async () => {
  await expect(kept([ended, ended], [new TypeError('oops')])).rejects.toThrow('oops');
});
