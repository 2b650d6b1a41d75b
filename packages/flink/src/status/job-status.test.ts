import { expect, test } from 'vitest';
import { fingerprint } from '../submit/fingerprint.ts';
import { listedJob, type Script, scriptedFlink } from '../testing/scripted-flink.ts';
import { jobStatuses } from './job-status.ts';
import { type JobsHealth, watchJobs } from './watch-jobs.ts';

const job = { name: 'span-figures', enabled: true, sql: 'INSERT INTO a SELECT 1' };
const vertex = '/jobs/a/vertices/v/subtasks/metrics';

function running(more: Script = {}): Script {
  return {
    '/jobs/overview': { jobs: [listedJob('a', 'aiops-span-figures', 'RUNNING', 7)] },
    '/jobs/a': { state: 'RUNNING', vertices: [{ id: 'v', name: 'all', parallelism: 1, status: 'RUNNING' }] },
    '/jobs/a/config': {
      'execution-config': { 'user-config': { 'aiops.fingerprint': fingerprint(job.sql) } },
    },
    '/jobs/a/checkpoints': {
      latest: {
        completed: { external_path: 'file:/c', latest_ack_timestamp: 9, state_size: 50, is_savepoint: false },
      },
    },
    '/jobs/a/metrics': [{ id: 'numRestarts', value: '3' }],
    '/jobs/a/exceptions': { exceptionHistory: { entries: [] } },
    [vertex]: [
      { id: 'Source__traces[1].numRecordsIn', sum: 100, max: 100 },
      { id: 'GlobalWindowAggregate[3].numLateRecordsDropped', sum: 4, max: 4 },
      { id: 'metrics[9]__Writer.numRecordsSend', sum: 12, max: 12 },
      { id: 'backPressuredTimeMsPerSecond', sum: 900, max: 500 },
    ],
    ...more,
  };
}
const of = async (script: Script) => (await jobStatuses(scriptedFlink(script).rest, [job]))[0];

test('a job that runs tells what it has read, written and dropped, and how its checkpoints are', async () => {
  expect(await of(running())).toEqual({
    job: 'span-figures',
    state: 'RUNNING',
    isRight: true,
    jobId: 'a',
    startedAt: 7,
    restarts: 3,
    checkpointAt: 9,
    stateBytes: 50,
    checkpoint: 'file:/c',
    recordsIn: 100,
    recordsOut: 12,
    lateDropped: 4,
    backPressure: 0.5,
  });
});

test.each<[string, Script, RegExp]>([
  ['has other SQL', { '/jobs/a/config': {} }, /other SQL .*aiops flink upgrade/],
  [
    'runs twice',
    {
      '/jobs/overview': {
        jobs: [
          listedJob('b', 'aiops-span-figures', 'RUNNING', 8),
          listedJob('a', 'aiops-span-figures', 'RUNNING', 7),
        ],
      },
    },
    /runs 2 times.*aiops flink submit/,
  ],
  [
    'is being started again',
    {
      '/jobs/overview': { jobs: [listedJob('a', 'aiops-span-figures', 'RESTARTING', 7)] },
      '/jobs/a/exceptions': {
        exceptionHistory: { entries: [{ stacktrace: 'a.b.TimeoutException: no broker' }] },
      },
    },
    /not at work: TimeoutException: no broker/,
  ],
  [
    'has no slot',
    {
      '/jobs/a': {
        state: 'RUNNING',
        vertices: [{ id: 'v', name: 'all', parallelism: 1, status: 'SCHEDULED' }],
      },
    },
    /1 of its 1 parts do not run: is there a task slot free/,
  ],
  ['was never heard of', { '/jobs/overview': { jobs: [] } }, /does not run: `aiops flink submit` starts it$/],
  [
    'has failed',
    {
      '/jobs/overview': { jobs: [listedJob('a', 'aiops-span-figures', 'FAILED', 7)] },
      '/jobs/a/exceptions': { exceptionHistory: { entries: [{ stacktrace: 'a.b.OutOfMemoryError: heap' }] } },
    },
    /does not run \(OutOfMemoryError: heap\): `aiops flink submit` starts it of its last state/,
  ],
])('a job that %s is not as it should be, and it is said what to do', async (_, more, problem) => {
  expect(await of(running(more))).toMatchObject({ isRight: false, problem: expect.stringMatching(problem) });
});

test('jobs of others are nobody’s business, one of the fleet that nobody wants is', async () => {
  const jobs = [
    listedJob('x', 'report', 'RUNNING', 1),
    listedJob('y', 'aiops-old', 'RUNNING', 1),
    listedJob('z', 'aiops-gone', 'CANCELED', 1),
  ];
  const statuses = await jobStatuses(scriptedFlink({ '/jobs/overview': { jobs } }).rest, []);
  expect(statuses).toMatchObject([
    { job: 'old', isRight: false, problem: expect.stringContaining('upgrade') },
  ]);
});

test('the watch tells in words which jobs are wrong, and that Flink is away', async () => {
  const script = running();
  const answers: JobsHealth[] = [];
  let told: () => void = () => undefined;
  const watch = watchJobs({
    rest: scriptedFlink(script).rest,
    wanted: [job],
    everyMs: 1,
    onAnswer: (_, health) => {
      answers.push(health);
      told();
    },
  });
  const next = async () => {
    await new Promise<void>((resolve) => {
      told = resolve;
    });
    return answers.at(-1);
  };
  expect(watch.health()).toEqual({ up: false, detail: 'Flink has not been asked yet' });
  expect(await next()).toEqual({ up: true, detail: 'jobs at work: 1' });
  script['/jobs/overview'] = { jobs: [] };
  await next();
  expect(await next()).toMatchObject({
    up: false,
    detail: expect.stringMatching(/^span-figures \(MISSING\): it does not run/),
  });
  delete script['/jobs/overview'];
  await next();
  expect(await next()).toMatchObject({
    up: false,
    detail: expect.stringMatching(/^Flink refused GET \/jobs\/overview/),
  });
  await watch.stop();
});
