import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runProcess } from './run-process.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'process-'));
});
afterEach(() => rm(folder, { recursive: true }));

const never = new AbortController().signal;
const NODE = process.execPath;
const text = (end: Awaited<ReturnType<typeof runProcess>>) => end.output.text(200, (all) => all);
const node = (code: string, timeoutMs = 20_000, signal = never) =>
  runProcess({ argv: [NODE, '-e', code], timeoutMs, signal });
/** One that has ended and that nobody has asked about yet still has its number. */
const isAlive = async (pid: number) => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  return stat !== undefined && !/\) [ZX] /.test(stat);
};

test('what it prints and its exit code are given, both streams in one', async () => {
  const end = await node('console.log("out"); console.error("err"); process.exitCode = 3');
  expect(end).toMatchObject({ exitCode: 3, stopped: undefined, problem: undefined });
  expect(text(end).output.split('\n').sort()).toEqual(['', 'err', 'out']);
  expect([end.hasPrinted, (await node('console.error("err")')).hasPrinted]).toEqual([true, false]);
});

test('it sees three variables, nothing on its input, and a private folder that is gone afterwards', async () => {
  process.env.AIOPS_TEST_SECRET = 'hidden';
  const end = await node(
    `const fs = require('node:fs');
     console.log(JSON.stringify([Object.keys(process.env).sort(), fs.readFileSync(0, 'utf8'), process.cwd(), fs.statSync('.').mode & 0o777]))`,
  );
  delete process.env.AIOPS_TEST_SECRET;
  const [names, input, cwd, mode] = JSON.parse(text(end).output);
  expect([names, input, mode]).toEqual([['AIOPS_STEP', 'LANG', 'PATH'], '', 0o700]);
  await expect(readdir(cwd)).rejects.toThrow('ENOENT');
});

test('when time is up, the whole group goes, also what ignores being asked', async () => {
  const pidFile = join(folder, 'pid');
  const end = await node(
    `const { spawn } = require('node:child_process');
     const child = spawn(process.execPath, ['-e', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)'], { stdio: 'inherit' });
     require('node:fs').writeFileSync(${JSON.stringify(pidFile)}, String(child.pid));
     process.on('SIGTERM', () => {});
     setInterval(() => {}, 1000);`,
    1_500,
  );
  expect(end).toMatchObject({ exitCode: null, stopped: 'timed_out', problem: 'it was ended by SIGKILL' });
  const child = Number(await readFile(pidFile, 'utf8'));
  await expect.poll(() => isAlive(child)).toBe(false);
});

test.runIf(process.platform === 'linux')(
  'when time is up, what has left the group with a session of its own goes, too; what a step leaves that is done stays',
  async () => {
    const leave = `const { spawn } = require('node:child_process');
      const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' });
      child.unref();
      console.log(child.pid);`;
    const done = await node(leave);
    const left = Number(text(done).output);
    const stopped = await node(`${leave} setInterval(() => {}, 1000);`, 1_500);
    expect([done.stopped, stopped.stopped]).toEqual([undefined, 'timed_out']);
    await expect.poll(() => isAlive(Number(text(stopped).output))).toBe(false);
    expect(await isAlive(left)).toBe(true);
    process.kill(left, 'SIGKILL');
  },
);

test('when it is cancelled, it goes, and on a signal that came before it never starts', async () => {
  const controller = new AbortController();
  const file = join(folder, 'started');
  const running = node(
    `require('node:fs').writeFileSync(${JSON.stringify(file)}, ''); setInterval(() => {}, 1000)`,
    20_000,
    controller.signal,
  );
  await expect.poll(() => readdir(folder), { timeout: 10_000 }).toEqual(['started']);
  controller.abort();
  expect(await running).toMatchObject({ stopped: 'cancelled', problem: 'it was ended by SIGTERM' });
  await rm(file);
  expect(
    await node(`require('node:fs').writeFileSync(${JSON.stringify(file)}, '')`, 9_000, controller.signal),
  ).toMatchObject({ exitCode: null, stopped: 'cancelled' });
  expect(await readdir(folder)).toEqual([]);
});

test('what it leaves in the background does not outlive it, nor hold the step', async () => {
  const end = await node(
    `const { spawn } = require('node:child_process');
     const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
     console.log(child.pid);
     child.unref();
     process.exit(0);`,
  );
  expect(end).toMatchObject({ exitCode: 0, stopped: undefined });
  const child = Number(text(end).output);
  await expect.poll(() => isAlive(child)).toBe(false);
});

test('of an output without end the first 64 KiB are kept, up to the last whole line', async () => {
  const end = await node('for (let i = 0; i < 200000; i++) console.log("x".repeat(99))');
  const { output, truncated } = end.output.text(Number.POSITIVE_INFINITY, (all) => all);
  expect([output.length, truncated, end.exitCode]).toEqual([65_500, true, 0]);
  expect(end.output.text(2, (all) => all)).toEqual({
    output: `${'x'.repeat(99)}\n${'x'.repeat(99)}`,
    truncated: true,
  });
});

test('a program that is not there, or may not be run, is told', async () => {
  expect(await runProcess({ argv: ['no-such-program'], timeoutMs: 1000, signal: never })).toMatchObject({
    exitCode: null,
    problem: 'no-such-program cannot be started: there is no such program',
  });
  const file = join(folder, 'plain');
  await writeFile(file, '');
  expect((await runProcess({ argv: [file], timeoutMs: 1000, signal: never })).problem).toContain(
    'permission denied',
  );
});
