import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, createMetrics } from '@aiops/runtime';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLiveRunbooks, type LiveRunbooks } from './live-runbooks.ts';

let folder: string;
let live: LiveRunbooks | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'runbooks-'));
});
afterEach(async () => {
  live?.stop();
  await rm(folder, { recursive: true, force: true });
});

const text = (name: string, command: string) => `name: ${name}
description: d
version: 1
conditions: {metric_name: m}
target: this_host
steps:
  - {name: look, type: command, command: ${command}}
`;
const write = (file: string, content: string) => writeFile(join(folder, file), content);

/** Follows the folder, looking only when it is told to. */
async function following() {
  const logger = createLogger({ service: 'test', level: 'silent', format: 'json' });
  const warn = vi.spyOn(logger, 'warn');
  const metrics = createMetrics('test');
  let clock = 1_000_000;
  const runbooks = await createLiveRunbooks({
    directory: folder,
    targets: [],
    service: 'insights-action',
    logger,
    metrics,
    now: () => clock,
    intervalMs: 3_600_000,
  });
  live = runbooks;
  const gauge = async (name: string) =>
    (await metrics.registry.getSingleMetric(name)?.get())?.values[0]?.value;
  return {
    runbooks,
    warn,
    command: (name: string) => runbooks.find(name)?.runbook.steps[0],
    names: () => runbooks.runbooks().map(({ name }) => name),
    /** A change is taken over at the look at which it has settled. */
    settle: async () => {
      clock += 1_000;
      await runbooks.poll();
      await runbooks.poll();
    },
    state: async () => [
      await gauge('aiops_config_last_reload_success'),
      await gauge('aiops_config_last_reload_success_timestamp_seconds'),
    ],
  };
}

test('runbooks follow their folder: changed, new and removed ones, each with the hash of its file', async () => {
  await write('a.yml', text('a', 'df -h'));
  const t = await following();
  expect([t.names(), await t.state()]).toEqual([['a'], [1, 1000]]);
  const { hash } = t.runbooks.find('a')!;
  await write('a.yml', text('a', 'df -k'));
  await write('b.yml', text('b', 'uptime'));
  await t.settle();
  expect([t.names(), t.command('a')]).toEqual([['a', 'b'], expect.objectContaining({ command: 'df -k' })]);
  expect(t.runbooks.find('a')?.hash).not.toBe(hash);
  await write('a.yml', text('a', 'df -h'));
  await rm(join(folder, 'b.yml'));
  await t.settle();
  expect([t.names(), t.runbooks.find('a')?.hash]).toEqual([['a'], hash]);
});

test('a file that becomes bad is told with its place, stays in use as it last was good, and comes back when it is mended', async () => {
  await write('a.yml', text('a', 'df -h'));
  await write('b.yml', text('b', 'uptime'));
  const t = await following();
  await write('a.yml', text('a', 'df -h | head'));
  await write('b.yml', text('b', 'uptime -p'));
  await t.settle();
  expect(t.runbooks.problems()).toEqual([
    expect.stringContaining(`${folder}/a.yml:7:42 steps[0].command: a pipe needs a shell`),
  ]);
  expect(t.warn).toHaveBeenCalledOnce();
  expect([t.names(), t.command('a'), t.command('b')]).toEqual([
    ['a', 'b'],
    expect.objectContaining({ command: 'df -h' }),
    expect.objectContaining({ command: 'uptime -p' }),
  ]);
  expect(await t.state()).toEqual([0, 1000]);
  await write('a.yml', text('a', 'df -k'));
  await t.settle();
  expect([t.command('a'), t.runbooks.problems(), await t.state()]).toEqual([
    expect.objectContaining({ command: 'df -k' }),
    [],
    [1, 1002],
  ]);
});

test('a file that was bad from the start is left out', async () => {
  await write('a.yml', 'name: a\n');
  const t = await following();
  expect([t.names(), await t.state()]).toEqual([[], [0, undefined]]);
});

test('when the folder itself is gone, everything stays', async () => {
  await write('a.yml', text('a', 'df -h'));
  const t = await following();
  await rm(folder, { recursive: true });
  await t.settle();
  expect([t.names(), t.runbooks.problems()]).toEqual([
    ['a'],
    [`${folder}: cannot be read: no such file or folder`],
  ]);
});

test('a file that is still being written is not read', async () => {
  await write('a.yml', text('a', 'df -h'));
  const t = await following();
  await t.settle();
  await write('a.yml', text('a', 'df -h').slice(0, 20));
  await t.runbooks.poll();
  await write('a.yml', text('a', 'df -k'));
  await t.runbooks.poll();
  expect([t.runbooks.problems(), t.command('a')]).toEqual([
    [],
    expect.objectContaining({ command: 'df -h' }),
  ]);
  await t.runbooks.poll();
  expect(t.command('a')).toMatchObject({ command: 'df -k' });
});

test('a runbook for a target that nobody configured has a problem', async () => {
  await write('a.yml', text('a', 'df -h').replace('this_host', 'web-1'));
  const t = await following();
  expect(t.runbooks.problems()).toEqual([
    `${folder}/a.yml:5:9 target: "web-1" is not among insights_action.runbooks.targets: expected this_host, entity`,
  ]);
});
