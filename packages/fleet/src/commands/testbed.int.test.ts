import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, isPortOpen } from '@aiops/testbed';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

interface Row {
  readonly name: string;
  readonly status: string;
  readonly address: string;
  readonly pids: readonly number[];
  readonly already?: boolean;
}

const main = join(import.meta.dirname, '..', 'main.ts');

describe('aiops testbed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'aiops-testbed-'));
  const ports: string[] = [];
  beforeAll(async () => {
    for (const port of ['redis.redis', 'loki.http', 'loki.grpc'])
      ports.push('--port', `${port}=${await freePort()}`);
  });
  afterAll(async () => {
    await aiops('down');
    rmSync(folder, { recursive: true });
  });

  const aiops = (...args: string[]) =>
    new Promise<{ code: number; rows: Row[]; stderr: string }>((resolve) => {
      const command = ['--conditions=@aiops/source', '--import', 'tsx', main, 'testbed', ...args];
      execFile(process.execPath, [...command, '--json', '--folder', folder], (error, stdout, stderr) =>
        resolve({
          code: error === null ? 0 : Number(error.code),
          rows: stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Row])),
          stderr,
        }),
      );
    });
  const statuses = (rows: readonly Row[]) => rows.map(({ name, status }) => `${name} ${status}`);
  const portOf = (row: Row | undefined) => Number(row?.address.split(':').at(-1));
  /** Every process whose command line names this test's folder. */
  const processes = () =>
    readdirSync('/proc').filter((entry) => /^\d+$/.test(entry) && commandLine(entry).includes(folder));

  test(
    'brings servers up that outlive it, tells how they are, and takes them down',
    async () => {
      const up = await aiops('up', 'loki', 'redis', ...ports);
      expect(up.stderr).toBe('');
      expect(statuses(up.rows)).toEqual(['redis up', 'loki up']);
      expect(up.code).toBe(0);
      for (const row of up.rows) expect(await isPortOpen(portOf(row))).toBe(true);

      const again = await aiops('up', 'redis', 'loki', ...ports);
      expect(again.rows.map(({ already, pids }) => [already, pids])).toEqual(
        up.rows.map(({ pids }) => [true, pids]),
      );

      const loki = up.rows[1]!;
      process.kill(loki.pids[0]!, 'SIGKILL');
      await vi.waitFor(async () => expect(await isPortOpen(portOf(loki))).toBe(false), { timeout: 20_000 });
      const dead = await aiops('status', 'redis', 'loki', 'kafka');
      expect(statuses(dead.rows)).toEqual(['redis up', 'kafka down', 'loki dead']);
      expect(dead.code).toBe(1);

      const revived = await aiops('up', 'loki', ...ports);
      expect(statuses(revived.rows)).toEqual(['loki up']);
      expect((await aiops('status', 'redis', 'loki')).code).toBe(0);

      expect(processes()).not.toEqual([]);
      const down = await aiops('down');
      expect(down).toEqual({
        code: 0,
        rows: [
          { name: 'loki', status: 'down' },
          { name: 'redis', status: 'down' },
        ],
        stderr: '',
      });
      expect(processes()).toEqual([]);
      for (const row of up.rows) expect(await isPortOpen(portOf(row))).toBe(false);
    },
    90 * 60_000,
  );

  test('says what is wrong with its usage', async () => {
    expect(await aiops('up', 'kafak')).toMatchObject({
      code: 2,
      rows: [],
      stderr: expect.stringContaining('There is no server kafak; there are redis, kafka'),
    });
    expect((await aiops('sideways')).code).toBe(2);
    expect((await aiops('up', 'redis', '--port', 'redis.http=1')).code).toBe(2);
  }, 300_000);
});

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
