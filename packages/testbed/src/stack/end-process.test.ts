import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { stubborn } from '../testing/scripted-server.ts';
import { endProcess } from './end-process.ts';
import { identityOf, isSameProcess } from './process-identity.ts';

describe('a process of the stack', { timeout: 60_000 }, () => {
  const children: ChildProcess[] = [];
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });
  const start = async (script: string) => {
    const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
    children.push(child);
    await new Promise((resolve) => child.stdout?.once('data', resolve));
    const pid = child.pid!;
    return { name: 'script', pid, identity: identityOf(pid)! };
  };
  const polite = `setInterval(() => {}, 1000); console.log('ready')`;

  test('is known by more than its pid', async () => {
    const one = await start(polite);
    expect(isSameProcess(one)).toBe(true);
    expect(isSameProcess({ ...one, identity: identityOf(process.pid)! })).toBe(false);
    expect(identityOf(4_194_999)).toBeUndefined();
  });

  test('is gone when only its remains are there, which nobody collects', async () => {
    const parent = spawn('/bin/sh', ['-c', 'sleep 1000 & echo $!; exec sleep 1000'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    children.push(parent);
    const pid = Number(await new Promise((resolve) => parent.stdout?.once('data', resolve)));
    expect(identityOf(pid)).toBeDefined();
    // From here on its parent is a program that collects nothing.
    const program = () => execFileSync('ps', ['-o', 'comm=', '-p', String(parent.pid)], { encoding: 'utf8' });
    await vi.waitFor(() => expect(program().trim()).toBe('sleep'), { timeout: 20_000 });
    process.kill(pid, 'SIGKILL');
    await vi.waitFor(() => expect(identityOf(pid)).toBeUndefined(), { timeout: 20_000 });
    expect(() => process.kill(pid, 0)).not.toThrow();
  });

  test('is gone after it was asked to end', async () => {
    const one = await start(polite);
    await endProcess(one);
    expect(isSameProcess(one)).toBe(false);
    await vi.waitFor(() => expect(children[0]?.signalCode).toBe('SIGTERM'), { timeout: 20_000 });
    await endProcess(one);
  });

  test('is ended by force when it does not listen', async () => {
    const one = await start(stubborn);
    await endProcess(one, 200);
    expect(isSameProcess(one)).toBe(false);
    await vi.waitFor(() => expect(children[0]?.signalCode).toBe('SIGKILL'), { timeout: 20_000 });
  });

  test('is left alone when it is another one with the same pid', async () => {
    const one = await start(polite);
    await endProcess({ ...one, identity: `${one.identity}0` });
    expect(isSameProcess(one)).toBe(true);
  });
});
