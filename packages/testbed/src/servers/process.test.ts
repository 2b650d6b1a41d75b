import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { freePort, isPortOpen, startProcess, waitForPort } from './process.ts';

const folder = mkdtempSync(join(tmpdir(), 'aiops-process-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let logs = 0;
const node = (script: string, ready: RegExp | (() => Promise<boolean>) = /ready/, timeoutMs = 30_000) =>
  startProcess({
    name: 'script',
    command: process.execPath,
    args: ['-e', script],
    env: { GREETING: 'ready' },
    logFile: join(folder, `logs/${logs++}.log`),
    ready,
    timeoutMs,
  });
const forever = 'setInterval(() => {}, 1000);';
const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe('a started process', () => {
  test('is ready when its log says so, and has our environment and its own', async () => {
    const running = await node(`console.error(process.env.GREETING, !!process.env.PATH); ${forever}`);
    expect(running.logTail()).toBe('ready true');
    expect(running.isRunning()).toBe(true);
    await running.kill();
    expect(running.isRunning()).toBe(false);
    expect(isAlive(running.pid)).toBe(false);
  });

  test('is ready when a check says so', async () => {
    let asked = 0;
    const running = await node(forever, async () => ++asked === 3);
    expect(asked).toBe(3);
    await running.kill();
  });

  test('that ends before it is ready is an error with the end of its log', async () => {
    await expect(node('console.log("no room"); process.exit(3)')).rejects.toThrow(
      /script ended before it was ready:\nno room/,
    );
  });

  test('that does not get ready is ended', async () => {
    let pid = 0;
    const attempt = node(`console.log(process.pid); ${forever}`, /never/, 1_500).catch((error: Error) => {
      pid = Number(/\n(\d+)$/.exec(error.message)?.[1]);
      throw error;
    });
    await expect(attempt).rejects.toThrow(/script was not ready after 1500 ms/);
    expect(isAlive(pid)).toBe(false);
  });

  test('that is stopped may end in its own way', async () => {
    const running = await node(
      `process.on('SIGTERM', () => { console.log('bye'); process.exit(0); }); console.log('ready'); ${forever}`,
    );
    await running.stop();
    expect(running.logTail()).toBe('ready\nbye');
  });

  test('that does not stop within the grace is ended', async () => {
    const running = await node(`process.on('SIGTERM', () => {}); console.log('ready'); ${forever}`);
    await running.stop(100);
    expect(isAlive(running.pid)).toBe(false);
    await running.stop();
    await running.kill();
  });

  test('whose command is missing is an error that says so', async () => {
    const attempt = startProcess({
      name: 'kafka',
      command: 'no-such-java',
      args: [],
      logFile: join(folder, 'none.log'),
      ready: /x/,
    });
    await expect(attempt).rejects.toThrow('kafka: the command no-such-java was not found');
  });

  test('does not outlive the process that started it, even when that is killed', async () => {
    const source = JSON.stringify(new URL('./process.ts', import.meta.url).href);
    const script = `import(${source}).then(({ startProcess }) => startProcess({
      name: 'child', command: process.execPath, args: ['-e', ${JSON.stringify(`console.log('up'); ${forever}`)}],
      logFile: ${JSON.stringify(join(folder, 'orphan.log'))}, ready: /up/,
    })).then(({ pid }) => console.log('child', pid), (error) => console.log(error));`;
    const parent = spawn(process.execPath, ['--import', 'tsx', '-e', script], { cwd: import.meta.dirname });
    let output = '';
    parent.stdout.on('data', (text) => {
      output += text;
    });
    await vi.waitFor(() => expect(output).toMatch(/child \d+/), { timeout: 30_000 });
    const pid = Number(/child (\d+)/.exec(output)?.[1]);
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    await vi.waitFor(async () => expect(await isGone(pid)).toBe(true), { timeout: 30_000 });
  }, 60_000);
});

describe('a detached process', () => {
  test('outlives the process that started it, in a session of its own, and is told of before it is ready', async () => {
    const source = JSON.stringify(new URL('./process.ts', import.meta.url).href);
    const script = `import(${source}).then(({ startProcess }) => startProcess({
      name: 'child', command: process.execPath, args: ['-e', ${JSON.stringify(`console.log('up'); ${forever}`)}],
      logFile: ${JSON.stringify(join(folder, 'detached.log'))}, ready: /up/, detached: true,
      onSpawn: (pid) => console.log('spawned', pid),
    })).then(() => console.log('ready'));`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', '-e', script], {
      cwd: import.meta.dirname,
    });
    expect(stdout).toMatch(/^spawned \d+\nready\n$/);
    const pid = Number(/\d+/.exec(stdout)?.[0]);
    try {
      await vi.waitFor(async () => expect(await watchersOf(pid)).toEqual([]), { timeout: 30_000 });
      expect(await isGone(pid)).toBe(false);
      const { stdout: session } = await promisify(execFile)('ps', ['-o', 'sid=', '-p', String(pid)]);
      expect(Number(session)).toBe(pid);
    } finally {
      process.kill(pid, 'SIGKILL');
    }
    await vi.waitFor(async () => expect(await isGone(pid)).toBe(true), { timeout: 30_000 });
  }, 60_000);
});

describe('ports', () => {
  test('a free port is open once somebody listens on it', async () => {
    const port = await freePort();
    expect(await isPortOpen(port)).toBe(false);
    await expect(waitForPort(port, 1)).rejects.toThrow(`nothing listens on 127.0.0.1:${port}`);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    await waitForPort(port);
    server.close();
  });
});

/** Shells that end a process together with the one that started it. */
async function watchersOf(pid: number): Promise<string[]> {
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'stat=,args=']);
  return stdout.split('\n').filter((line) => line.endsWith(` guard ${pid}`) && !line.startsWith('Z'));
}

/** A killed orphan may stay as a zombie where nobody collects it, so its state counts. */
async function isGone(pid: number): Promise<boolean> {
  const listed = await promisify(execFile)('ps', ['-o', 'stat=', '-p', String(pid)]).catch((error) => {
    if (error.code === 1) return { stdout: '' };
    throw error;
  });
  return listed.stdout.trim() === '' || listed.stdout.startsWith('Z');
}
