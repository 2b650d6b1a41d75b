import { appendFile, mkdtemp, open, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AuditUnavailable, openAuditLog } from './audit-log.ts';
import type { AuditEntry } from './run-entry.ts';
import { AuditTampered, verifyAudit } from './verify-audit.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'audit-'));
  file = join(folder, 'deep', 'actions.jsonl');
});
afterEach(() => rm(folder, { recursive: true }));

const entry = (number: number): AuditEntry => ({
  kind: 'stopped',
  at: Date.UTC(2026, 0, 27, 12, number),
  by: { name: 'root', role: 'admin' },
  reason: `reason ${number}`,
});

async function logWith(count: number) {
  const log = await openAuditLog(file);
  for (let number = 0; number < count; number += 1) await log.append(entry(number));
  await log.close();
}

const linesOf = async () => (await readFile(file, 'utf8')).split('\n').slice(0, -1);
const writeLines = (lines: readonly string[]) => writeFile(file, lines.map((line) => `${line}\n`).join(''));

describe('the audit log', () => {
  test('each line follows the one before, across restarts', async () => {
    await logWith(2);
    await logWith(1);
    const lines = (await linesOf()).map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.map(({ previous }) => previous)).toEqual(['0'.repeat(64), lines[0]?.hash, lines[1]?.hash]);
    expect(lines[1]).toMatchObject({ time: '2026-01-27T12:01:00.000Z', entry: entry(1) });
    expect(await verifyAudit(file)).toMatchObject({ lines: 3, torn: 0, last: lines[2]?.hash });
  });

  test('it knows the runs that were begun, across restarts, and says nothing while it cannot be read', async () => {
    const claimed = { kind: 'claimed', run: 'r', at: 1 } as unknown as AuditEntry;
    const log = await openAuditLog(file);
    expect(await log.hasBegun('r')).toBe(false);
    await log.append(claimed);
    expect(await log.hasBegun('r')).toBe(true);
    await log.close();
    const next = await openAuditLog(file);
    expect([await next.hasBegun('r'), await next.hasBegun('q')]).toEqual([true, false]);
    await next.close();
    const broken = await openAuditLog(file, () => Promise.reject(new Error('no rights')));
    await expect(broken.hasBegun('r')).rejects.toThrow(AuditUnavailable);
  });

  test('appends of the same moment keep their order', async () => {
    const log = await openAuditLog(file);
    await Promise.all([0, 1, 2, 3].map((number) => log.append(entry(number))));
    await log.close();
    expect((await verifyAudit(file)).lines).toBe(4);
  });

  test('of a line that a crash cut off the rest is taken away, and nothing else', async () => {
    await logWith(2);
    const whole = (await stat(file)).size;
    await appendFile(file, '{"time":"2026-01-27T12:02');
    await logWith(1);
    expect(await verifyAudit(file)).toMatchObject({ lines: 3, torn: 0 });
    expect((await stat(file)).size).toBeGreaterThan(whole);
  });

  test('any whole line that is not what was written is found, with its place, and nothing is written after it', async () => {
    await logWith(4);
    const lines = await linesOf();
    const at = (number: number) => lines[number] ?? '';
    const forgeries: [string, readonly string[], number][] = [
      ['changed', [at(0), at(1).replace('reason 1', 'reason 9'), at(2), at(3)], 2],
      ['another time', [at(0), at(1).replace('T12:01', 'T12:07'), at(2), at(3)], 2],
      ['left out', [at(0), at(2), at(3)], 2],
      ['moved', [at(0), at(2), at(1), at(3)], 2],
      ['doubled', [at(0), at(1), at(1), at(2), at(3)], 3],
      ['the first left out', [at(1), at(2), at(3)], 1],
      ['cut off in the midst', [at(0), at(1).slice(0, 40), at(2), at(3)], 2],
      ['something else', [at(0), 'null', at(1), at(2), at(3)], 2],
    ];
    for (const [what, forged, line] of forgeries) {
      await writeLines(forged);
      await expect(verifyAudit(file), what).rejects.toThrow(`${file}:${line}: the line`);
      const log = await openAuditLog(file);
      expect(log.problem(), what).toContain(`${file}:${line}`);
      await expect(log.append(entry(9)), what).rejects.toBeInstanceOf(AuditTampered);
      await log.close();
      expect(await linesOf(), what).toEqual(forged);
    }
  });

  test('names and texts that mean something to JavaScript are entries like others', async () => {
    const log = await openAuditLog(file);
    const reason = 'a\u2028b\n{"hash":"x"}\u0000\ud800 __proto__';
    const parameters = JSON.parse('{"__proto__":"x","constructor":1}') as object;
    await log.append({ ...entry(0), reason, parameters } as unknown as AuditEntry);
    await log.close();
    expect((await verifyAudit(file)).lines).toBe(1);
    await writeLines((await linesOf()).map((line) => line.replace('"__proto__":"x"', '"__proto__":"y"')));
    await expect(verifyAudit(file)).rejects.toThrow(':1: the line was changed');
  });

  test('a second process that writes to the file is noticed before anything is added', async () => {
    const log = await openAuditLog(file);
    await log.append(entry(0));
    await logWith(1);
    await expect(log.append(entry(1))).rejects.toThrow('somebody else wrote to the file');
    await rm(file);
    const other = await openAuditLog(file);
    await log.append(entry(2));
    await expect(other.append(entry(3))).rejects.toThrow('somebody else');
  });

  test('a shortened file is noticed as well', async () => {
    const log = await openAuditLog(file);
    await log.append(entry(0));
    await truncate(file, 10);
    await expect(log.append(entry(1))).rejects.toBeInstanceOf(AuditUnavailable);
  });
});

describe('a disk that cannot be written', () => {
  test('full: the append fails, half a line is healed, and it works again when there is space', async () => {
    let full = false;
    const log = await openAuditLog(file, async (...asked) => {
      const handle = await open(...asked);
      const appendFile = handle.appendFile.bind(handle);
      handle.appendFile = async (data) => {
        if (!full) return appendFile(data);
        await appendFile((data as Buffer).subarray(0, 20));
        throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
      };
      return handle;
    });
    await log.append(entry(0));
    full = true;
    await expect(log.append(entry(1))).rejects.toThrow(
      `The audit log ${file} cannot be written: ENOSPC: no space left on device, write. Nothing is run until it can`,
    );
    expect(log.problem()).toContain('ENOSPC');
    full = false;
    await log.append(entry(2));
    expect(log.problem()).toBeUndefined();
    expect(await verifyAudit(file)).toMatchObject({ lines: 2, torn: 0 });
  });

  test('no folder can be made: it says so, and works once it can', async () => {
    await writeFile(join(folder, 'deep'), 'a file where the folder should be');
    const log = await openAuditLog(file);
    expect(log.problem()).toContain('cannot be written');
    await expect(log.append(entry(0))).rejects.toBeInstanceOf(AuditUnavailable);
    await rm(join(folder, 'deep'));
    await log.append(entry(0));
    expect((await verifyAudit(file)).lines).toBe(1);
  });
});
