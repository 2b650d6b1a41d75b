import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { identityOf } from '../stack/process-identity.ts';
import { listening, scriptedServer } from '../testing/scripted-server.ts';
import { isPortOpen } from './ports.ts';
import { startServer } from './start-server.ts';

const web = scriptedServer({
  name: 'web',
  ports: { http: 80 },
  scripts: [listening, `console.log('ready'); setInterval(() => {}, 1000)`],
});

describe('a server for a test', { timeout: 60_000 }, () => {
  test('listens on a free port, in a folder of its own that is removed when it stops', async () => {
    const server = await startServer(web);
    expect(server.ports.http).not.toBe(80);
    expect(await isPortOpen(server.ports.http!)).toBe(true);
    expect(server.processes).toHaveLength(2);
    await server.stop();
    expect(await isPortOpen(server.ports.http!)).toBe(false);
    expect(server.processes.map((running) => running.isRunning())).toEqual([false, false]);
    expect(existsSync(server.folder)).toBe(false);
  });

  test('is told where it is and where others are', async () => {
    const start = vi.fn(web.start);
    const server = await startServer(
      { ...web, aliases: { 'www:8080': 'http' }, start },
      { addresses: { 'db:1': '127.0.0.1:2' } },
    );
    const here = `127.0.0.1:${server.ports.http}`;
    expect(start.mock.calls[0]?.[0].addresses).toMatchObject({
      'web:80': here,
      'www:8080': here,
      '0.0.0.0:80': here,
      'db:1': '127.0.0.1:2',
    });
    await server.stop();
  });

  test('comes back on the same port and folder after a crash', async () => {
    const server = await startServer(web);
    const { folder, ports } = server;
    await server.kill();
    expect(await isPortOpen(ports.http!)).toBe(false);
    await server.restart();
    expect(await isPortOpen(ports.http!)).toBe(true);
    expect(readFileSync(join(folder, 'web-0.log'), 'utf8')).toBe('ready\nready\n');
    await server.stop();
    expect(existsSync(folder)).toBe(false);
  });

  test('that cannot be started leaves no process, and its folder with the log', async () => {
    const broken = scriptedServer({
      name: 'broken',
      scripts: [
        `${listening}; console.log('pid', process.pid)`,
        `console.log('no licence'); process.exit(1)`,
      ],
      ports: { http: 80 },
    });
    const attempt = startServer(broken).catch((error: Error) => error.message);
    const message = String(await attempt);
    expect(message).toMatch(
      /broken-1 ended before it was ready:\nno licence\nThe data of broken is kept in \S+$/,
    );
    const folder = message.split(' ').at(-1)!;
    const pid = Number(/pid (\d+)/.exec(readFileSync(join(folder, 'broken-0.log'), 'utf8'))?.[1]);
    expect(pid).toBeGreaterThan(0);
    expect(identityOf(pid)).toBeUndefined();
    rmSync(folder, { recursive: true });
  });

  test('that was killed on purpose leaves no folder when it is stopped', async () => {
    const server = await startServer(web);
    await server.kill();
    await server.stop();
    expect(existsSync(server.folder)).toBe(false);
  });

  test('that ended by itself leaves its folder, and says where', async () => {
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const server = await startServer(
      scriptedServer({ name: 'short', scripts: [`console.log('ready'); setTimeout(() => {}, 200)`] }),
    );
    await vi.waitFor(() => expect(server.processes[0]?.isRunning()).toBe(false), { timeout: 20_000 });
    await server.stop();
    expect(said.mock.calls.flat().join('')).toContain(`its data and log are kept in ${server.folder}`);
    said.mockRestore();
    expect(existsSync(server.folder)).toBe(true);
    rmSync(server.folder, { recursive: true });
  });
});
