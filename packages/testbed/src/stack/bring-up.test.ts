import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ServerDefinition } from '../servers/definition.ts';
import { freePort, isPortOpen } from '../servers/ports.ts';
import { listening, scriptedServer, stubborn } from '../testing/scripted-server.ts';
import { bringUp, type StartedRow } from './bring-up.ts';
import { identityOf } from './process-identity.ts';
import { bringDown, type Stack, statusOf } from './stack.ts';

describe('bringing servers up and down', { timeout: 60_000 }, () => {
  let folder: string;
  let ports: { chosen: Record<string, number> };
  const progress = () => {};
  const definitions: ServerDefinition[] = [
    scriptedServer({ name: 'web', needs: ['db'], ports: { http: 80 }, scripts: [listening] }),
    scriptedServer({
      name: 'db',
      scripts: [undefined, undefined].map(() => `console.log('ready'); setInterval(() => {}, 1000)`),
    }),
    scriptedServer({ name: 'seed', needs: ['db'], scripts: [] }),
    scriptedServer({
      name: 'broken',
      needs: ['web'],
      scripts: [`console.log('no licence'); process.exit(1)`],
    }),
    scriptedServer({ name: 'slow', needs: ['db'], scripts: ['setInterval(() => {}, 1000)'] }),
  ];
  let stack: Stack;
  const up = (...names: string[]) => bringUp(stack, names, { progress, ports });
  const statuses = async (...names: string[]) =>
    Object.fromEntries((await statusOf(stack, names)).map(({ name, status }) => [name, status]));
  const alive = (pids: readonly number[]) => pids.filter((pid) => identityOf(pid) !== undefined);
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'aiops-stack-'));
    stack = { folder, definitions };
    ports = { chosen: { 'web.http': await freePort() } };
  });
  afterEach(async () => {
    await bringDown(stack, [], progress);
    rmSync(folder, { recursive: true });
  });

  test('starts what is needed first, and tells of each where it is', async () => {
    const told: StartedRow[] = [];
    await bringUp(stack, ['web'], { progress, ports, onReady: (row) => told.push(row) });
    expect(told.map(({ name, status, already }) => [name, status, already])).toEqual([
      ['db', 'up', false],
      ['web', 'up', false],
    ]);
    expect(told[1]?.address).toBe(`http://127.0.0.1:${ports.chosen['web.http']}`);
    expect(told[0]?.pids).toHaveLength(2);
    expect(await isPortOpen(ports.chosen['web.http']!)).toBe(true);
    expect(await statuses()).toEqual({ web: 'up', db: 'up', seed: 'down', broken: 'down', slow: 'down' });
  });

  test('leaves alone what is up', async () => {
    const [first] = await up('db');
    const again = await up('db');
    expect(again).toEqual([{ ...first, seconds: 0, already: true }]);
  });

  test('ends them all, the last started first, and only once', async () => {
    const rows = await up('web');
    expect(await bringDown(stack, [], progress)).toEqual(['web', 'db']);
    expect(alive(rows.flatMap(({ pids }) => pids))).toEqual([]);
    expect(await bringDown(stack, [], progress)).toEqual([]);
    expect(await statuses('web', 'db')).toEqual({ web: 'down', db: 'down' });
  });

  test('ends those that are named, and keeps their data unless told otherwise', async () => {
    await up('web');
    expect(await bringDown(stack, ['web'], progress)).toEqual(['web']);
    expect(await statuses('web', 'db')).toEqual({ web: 'down', db: 'up' });
    expect(existsSync(join(folder, 'web/web-0.log'))).toBe(true);
    await bringDown(stack, ['web'], progress, { wipe: true });
    expect(existsSync(join(folder, 'web'))).toBe(false);
    expect(existsSync(join(folder, 'db'))).toBe(true);
  });

  test('calls a server dead when part of it is gone, and starts it anew', async () => {
    const [db] = await up('db');
    process.kill(db!.pids[1]!, 'SIGKILL');
    while (alive(db!.pids).length > 1) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await statuses('db')).toEqual({ db: 'dead' });
    const [again] = await up('db');
    expect(again?.pids).toHaveLength(2);
    expect(alive(db!.pids)).toEqual([]);
  });

  test('does what a one-shot does each time, and calls it done', async () => {
    await up('seed');
    expect(await statuses('seed')).toEqual({ seed: 'done' });
    expect((await up('seed')).map(({ already }) => already)).toEqual([true, false]);
    expect(await bringDown(stack, ['seed'], progress)).toEqual([]);
    expect(await statuses('seed')).toEqual({ seed: 'down' });
  });

  test('that fails ends what it started itself, keeps the data and says why', async () => {
    const [db] = await up('db');
    await expect(up('broken')).rejects.toThrow(
      `broken could not be started: broken-0 ended before it was ready:\nno licence\nIts data and log are kept in ${join(folder, 'broken')}`,
    );
    expect(await statuses('db', 'web', 'broken')).toEqual({ db: 'up', web: 'down', broken: 'down' });
    expect(alive(db!.pids)).toHaveLength(2);
    expect(await isPortOpen(ports.chosen['web.http']!)).toBe(false);
    expect(readFileSync(join(folder, 'broken/broken-0.log'), 'utf8')).toBe('no licence\n');
  });

  test('that is interrupted ends what it started, ready or not', async () => {
    const interrupt = new AbortController();
    const started: number[] = [];
    const attempt = bringUp(stack, ['slow'], {
      progress,
      signal: interrupt.signal,
      onReady: ({ pids }) => started.push(...pids),
    });
    const log = join(folder, 'state.json');
    const slow = () =>
      existsSync(log) ? /"slow-0",\s+"pid": (\d+)/.exec(readFileSync(log, 'utf8'))?.[1] : undefined;
    while (slow() === undefined) await new Promise((resolve) => setTimeout(resolve, 20));
    started.push(Number(slow()));
    expect(alive(started)).toHaveLength(3);
    interrupt.abort(new Error('enough'));
    await expect(attempt).rejects.toThrow('enough');
    expect(alive(started)).toEqual([]);
    expect(await statuses('db', 'slow')).toEqual({ db: 'down', slow: 'down' });
  });

  test('says which port is taken, and by which setting to change it, before it starts anything', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(ports.chosen['web.http'], '127.0.0.1', resolve));
    try {
      await expect(up('web')).rejects.toThrow(
        `web needs port ${ports.chosen['web.http']} (http), and another program listens there: end that one, ` +
          'or choose another port with --port web.http=NUMBER',
      );
    } finally {
      other.close();
    }
    expect(await statuses('db')).toEqual({ db: 'down' });
  });

  test('leaves a process alone that merely has the pid of one that it started', async () => {
    const [db] = await up('db');
    const file = join(folder, 'state.json');
    const state = readFileSync(file, 'utf8');
    writeFileSync(file, state.replaceAll(/"identity": "[^"]+"/g, '"identity": "another"'));
    expect(await statuses('db')).toEqual({ db: 'dead' });
    expect(await bringDown(stack, [], progress)).toEqual([]);
    expect(alive(db!.pids)).toHaveLength(2);
    writeFileSync(file, state);
  });

  test('says so when the state cannot be read', async () => {
    const file = join(folder, 'state.json');
    writeFileSync(file, '{"servers": [');
    await expect(up('db')).rejects.toThrow(`${file} cannot be read`);
    rmSync(file);
  });

  test('ends a server that does not listen by force', async () => {
    const deaf = scriptedServer({ name: 'deaf', scripts: [stubborn] });
    stack = { folder, definitions: [deaf] };
    const [row] = await up('deaf');
    expect(alive(row!.pids)).toHaveLength(1);
    await bringDown(stack, [], progress, { graceMs: 100 });
    expect(alive(row!.pids)).toEqual([]);
  });

  test('is done by one command at a time', async () => {
    const both = await Promise.all([up('web'), up('web')]);
    expect(both.map((rows) => rows.map(({ already }) => already)).sort()).toEqual([
      [false, false],
      [true, true],
    ]);
  });
});
