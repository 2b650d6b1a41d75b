import { expect, test } from 'vitest';
import { scriptedFlink } from '../testing/scripted-flink.ts';
import { createFlinkRest } from './flink-rest.ts';

const checkpoint = (path: string, at: number, more: object = {}) => ({
  external_path: path,
  latest_ack_timestamp: at,
  state_size: 12,
  is_savepoint: false,
  discarded: false,
  ...more,
});

test('the newest of checkpoint and savepoint counts, and what was thrown away does not', async () => {
  const latest = {
    completed: checkpoint('file:/c', 20),
    savepoint: checkpoint('file:/s', 10, { is_savepoint: true }),
    restored: { external_path: 'file:/r', restore_timestamp: 5, is_savepoint: false },
  };
  const newest = (more: object) =>
    scriptedFlink({ '/jobs/a/checkpoints': { latest: { ...latest, ...more } } }).rest.newestSnapshot('a');
  expect(await newest({})).toEqual({ path: 'file:/c', at: 20, bytes: 12, isSavepoint: false });
  expect(await newest({ completed: checkpoint('file:/c', 20, { discarded: true }) })).toMatchObject({
    path: 'file:/s',
    isSavepoint: true,
  });
  expect(await newest({ completed: null, savepoint: null })).toMatchObject({ path: 'file:/r', at: 5 });
  expect(await scriptedFlink({ '/jobs/a/checkpoints': {} }).rest.newestSnapshot('a')).toBeUndefined();
});

test('a savepoint is asked for and waited for; one that does not come about tells why', async () => {
  let asked = 0;
  const { rest } = scriptedFlink({
    'POST /jobs/a/savepoints': (body: unknown) => {
      expect(body).toEqual({ 'cancel-job': false, 'target-directory': 'file:/s' });
      return { 'request-id': 'r' };
    },
    'GET /jobs/a/savepoints/r': () => {
      asked += 1;
      return asked < 2
        ? { status: { id: 'IN_PROGRESS' } }
        : { status: { id: 'COMPLETED' }, operation: { location: 'file:/s/1' } };
    },
  });
  expect(await rest.savepoint('a', 'file:/s', false)).toBe('file:/s/1');

  const trace =
    'java.util.concurrent.CompletionException: x\nCaused by: org.x.CheckpointException: Not all required tasks are currently running.';
  const failing = scriptedFlink({
    'POST /jobs/a/stop': { 'request-id': 'r' },
    'GET /jobs/a/savepoints/r': {
      status: { id: 'COMPLETED' },
      operation: { 'failure-cause': { 'stack-trace': trace } },
    },
  });
  await expect(failing.rest.savepoint('a', 'file:/s', true)).rejects.toThrow(
    'No savepoint of job a came about, it runs on: CheckpointException: Not all required tasks are currently running.',
  );
});

test('what is refused tells the reason, and what is no Flink is told from it', async () => {
  await expect(scriptedFlink({}).rest.jobs()).rejects.toThrow(
    'Flink refused GET /jobs/overview (status 404): RestHandlerException: Not found: /jobs/overview',
  );
  const page = (async () => new Response('<html>', { status: 502 })) as typeof fetch;
  await expect(createFlinkRest({ url: 'http://proxy', fetch: page }).overview()).rejects.toThrow(
    'What answers at http://proxy is not Flink (status 502).',
  );
  const election = { errors: ['Service temporarily unavailable due to an ongoing leader election.'] };
  const starting = (async () => Response.json(election, { status: 503 })) as typeof fetch;
  await expect(createFlinkRest({ url: 'http://flink', fetch: starting }).jobs()).rejects.toMatchObject({
    name: 'FlinkUnavailable',
    message: expect.stringMatching(/^Flink at http:\/\/flink is not ready: .*leader election/),
  });
  const down = (async () => {
    throw new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED 127.0.0.1:1') });
  }) as typeof fetch;
  await expect(createFlinkRest({ url: 'http://flink', fetch: down }).jobs()).rejects.toThrow(
    'Flink does not answer at http://flink (connect ECONNREFUSED 127.0.0.1:1).',
  );
});
