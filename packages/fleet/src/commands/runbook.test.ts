import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { samplePlan, sampleRun } from '../testing/sample-run.ts';
import { type ServedApi, servedApi } from '../testing/served-api.ts';
import { runbook } from './runbook.ts';

const clearCache = {
  name: 'clear-cache',
  description: 'Clears the cache\nof a server',
  version: '1.2',
  target: 'entity',
  parameters: {
    path: { type: 'string', description: 'what is cleared', from: 'entity_name' },
    count: { type: 'integer', default: 3 },
    force: { type: 'boolean' },
  },
  steps: [
    { name: 'Look', type: 'command', risk: 'read_only' },
    { name: 'Tell', type: 'http_request' },
  ],
  rollback: [{ name: 'Fill again', type: 'script', risk: 'reversible' }],
  effect: { metric: 'disk_usage', direction: 'down', within: '5m' },
};
const run = (state: string) => ({ ...sampleRun, state });

let api: ServedApi;
beforeEach(async () => {
  vi.stubEnv('AIOPS_TOKEN', 'token-of-olga');
  api = await servedApi({
    'GET /runbooks': { items: [clearCache], stopped: { reason: 'storm', by: 'root' } },
    'GET /runbooks/clear-cache': clearCache,
    'POST /runs': { plan: samplePlan, run: run('requested') },
    'GET /runs': {
      items: [
        {
          id: 'run-1',
          state: 'done',
          runbook: 'clear-cache',
          incident: 'inc-1',
          device: 'server-1',
          target: 'this_host',
          requested_by: 'olga',
          requested_at: '2026-01-27T12:00:00.000Z',
          verified: 'improved',
        },
      ],
    },
    'GET /runs/run-1': {
      ...run('done'),
      verified: { effect: 'improved', why: 'disk_usage fell from 95 to 40.' },
      rollback: { state: 'failed', reason: 'Fill again failed.' },
      approval: {
        by: { name: 'anna', role: 'approver' },
        at: '2026-01-27T12:01:00.000Z',
        expires_at: '2026-01-27T12:16:00.000Z',
        include_rollback: true,
      },
      reason: 'All steps are done.',
      steps: [
        {
          phase: 'steps',
          step: 'Look',
          status: 'done',
          outcome: {
            status: 'done',
            exit_code: 0,
            http_status: null,
            output: 'a\u001b[2J\nb\n',
            truncated: true,
            duration_ms: 1_500,
            problem: null,
          },
        },
        { phase: 'rollback', step: 'Fill again', status: 'not_run', outcome: null },
      ],
    },
    'POST /runs/run-1/approve': run('approved'),
    'POST /runs/run-1/execute': run('running'),
    'POST /runs/run-1/deny': run('denied'),
    'POST /runs/run-2/approve': [403, { detail: 'The one who asked may not approve.' }],
    'POST /runbooks/stop': '',
    'POST /runbooks/resume': '',
  });
});
afterEach(() => {
  api.close();
  vi.unstubAllEnvs();
});

const aiops = (...args: string[]) => runbook.run([...args, '--url', api.url]);
const requests = () => api.asked.map(({ request }) => request);

test('a dry run prints exactly what would run, in order, with target and risk, and obeys nothing in it', async () => {
  api.close();
  api = await servedApi({
    'GET /runbooks/clear-cache': clearCache,
    'POST /runs': { plan: samplePlan, run: null },
  });
  expect(
    await aiops(
      'run',
      'clear-cache',
      '--incident',
      'inc-1',
      '--param',
      'path=/var/my cache',
      '--param',
      'count=3',
      '--param',
      'force=true',
      '--dry-run',
    ),
  ).toBe(0);
  expect(api.printed.out).toBe(`Runbook clear-cache on this_host, about server-1, incident inc-1
Parameters: path="/var/my cache"
In this order:
  1. [read_only] Look (at most 5s)
     df -h "/var/my cache" "; rm -rf /" "a\\u001b[2Jb"
  2. [reversible] Tell (at most 1m, goes on if it fails)
     POST http://agent/clear
     accept: application/json
     "{\\"a\\":1}"
To take it back, if the approval includes that:
  1. [reversible] Fill again (at most 5s)
     fill.sh all   (sha256 cccccccccccc)
Expected: disk_usage goes down within 5m
Plan bbbbbbbbbbbb
`);
  expect(api.printed.err).toBe('Nothing was run.\n');
  expect(api.asked.at(-1)).toEqual({
    request: 'POST /runs',
    authorization: 'Bearer token-of-olga',
    body: {
      runbook: 'clear-cache',
      incident: 'inc-1',
      parameters: { path: '/var/my cache', count: 3, force: true },
      dry_run: true,
    },
  });
});

test('a run is asked for and waits for approval, unless it is approved at once', async () => {
  expect(await aiops('run', 'clear-cache', '--target', 'web-1', '--device', 'db-1')).toBe(0);
  expect(api.printed.err).toBe('Run run-1 waits for approval: aiops runbook approve run-1\n');
  expect(api.asked.at(-1)?.body).toMatchObject({
    target: 'web-1',
    device: 'db-1',
    dry_run: false,
    incident: null,
  });
  expect(await aiops('run', 'clear-cache', '--approve', '--rollback', '--json')).toBe(0);
  expect(requests().slice(-3)).toEqual([
    'POST /runs',
    'POST /runs/run-1/approve',
    'POST /runs/run-1/execute',
  ]);
  expect(api.asked.slice(-2).map(({ body }) => body)).toEqual([{ include_rollback: true }, {}]);
  expect(JSON.parse(api.printed.out.split('\n').at(-2) ?? '')).toMatchObject({ state: 'running' });
});

test('runbooks and runs are shown', async () => {
  expect(await aiops('list')).toBe(0);
  expect(api.printed.out).toBe('clear-cache               Clears the cache\n');
  expect(api.printed.err).toBe('Nothing is executed: storm (root).\n');
  api.printed.out = '';
  expect(await aiops('show', 'clear-cache')).toBe(0);
  expect(api.printed.out).toBe(`clear-cache 1.2
Clears the cache
of a server
Runs on: entity
Parameters:
  path (string, unless given the name of what it is about): what is cleared
  count (integer, unless given 3)
  force (boolean)
Steps:
  1. Look (command, read_only)
  2. Tell (http_request, destructive)
To take it back:
  1. Fill again (script, reversible)
Expected: disk_usage goes down within 5m
`);
  api.printed.out = '';
  await aiops('runs');
  expect(api.printed.out).toBe(
    'run-1  2026-01-27T12:00:00.000Z  done       clear-cache on this_host, incident inc-1, requested by olga, improved\n',
  );
  api.printed.out = '';
  await aiops('runs', 'run-1');
  expect(api.printed.out).toBe(`Run run-1: done
clear-cache on this_host, requested by olga at 2026-01-27T12:00:00.000Z
approved by anna (approver) at 2026-01-27T12:01:00.000Z, until 2026-01-27T12:16:00.000Z, the rollback too
All steps are done.
  1. Look: done (0, 1500ms)
     | a\ufffd[2J
     | b
     | … cut
  2. rollback: Fill again: not_run
Effect: improved. disk_usage fell from 95 to 40.
Rollback: failed
Fill again failed.
`);
});

test('what comes next is told, and for programs it is not', async () => {
  await aiops('approve', 'run-1');
  await aiops('execute', 'run-1');
  await aiops('execute', 'run-1', '--json');
  expect(api.printed.err).toBe(
    'Execute it: aiops runbook execute run-1\nSee how it goes: aiops runbook runs run-1\n',
  );
});

test.each([
  [
    'done',
    'done',
    'Effect: not known before 2026-01-27T12:15:00.000Z, when disk_usage has had its time to go down\n',
  ],
  ['expired', 'not_run', ''],
])(
  'a run that is %s, whose step is %s, tells when its effect will be known: %j',
  async (state, status, line) => {
    api.close();
    const steps = [{ phase: 'steps', step: 'Look', status, outcome: null }];
    api = await servedApi({
      'GET /runs/run-1': { ...run(state), steps, ended_at: '2026-01-27T12:10:00.000Z' },
    });
    await aiops('runs', 'run-1');
    expect(api.printed.out.split('Look: ')[1]).toBe(`${status}\n${line}`);
  },
);

test('decisions are sent, and what is refused is told with exit code 1', async () => {
  expect(await aiops('deny', 'run-1', '--reason', 'not now')).toBe(0);
  expect(api.asked.at(-1)).toMatchObject({ request: 'POST /runs/run-1/deny', body: { reason: 'not now' } });
  expect(await aiops('stop', '--reason', 'storm')).toBe(0);
  expect(api.asked.at(-1)).toMatchObject({ request: 'POST /runbooks/stop', body: { reason: 'storm' } });
  expect(await aiops('resume')).toBe(0);
  api.printed.err = '';
  expect(await aiops('approve', 'run-2')).toBe(1);
  expect(api.printed.err).toBe('The one who asked may not approve.\n');
});

describe('wrong usage is exit code 2', () => {
  test.each([
    [[]],
    [['list', 'x']],
    [['show']],
    [['approve']],
    [['stop']],
    [['__proto__', 'x']],
    [['run', 'clear-cache', '--dry-run', '--approve']],
    [['run', 'clear-cache', '--param', 'path']],
    [['run', 'clear-cache', '--param', 'nothing=1']],
    [['run', 'clear-cache', '--param', '__proto__=1']],
    [['run', 'clear-cache', '--param', 'count=1.5']],
    [['run', 'clear-cache', '--param', 'force=yes']],
    [['run', 'clear-cache', '--token', 'x']],
  ])('%j', async (args) => {
    expect(await aiops(...args)).toBe(2);
    expect(requests().filter((request) => request.startsWith('POST'))).toEqual([]);
  });
});

test('--help tells what there is', async () => {
  expect(await runbook.run(['--help'])).toBe(0);
  expect(api.printed.out).toContain('aiops runbook run NAME');
});
