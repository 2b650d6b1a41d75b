import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { backtest } from '../commands/backtest.ts';

let folder: string;
let out: string;
let stdout: string;
let stderr: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aiops-backtest-'));
  out = join(folder, 'made', 'groups');
  stdout = '';
  stderr = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    stdout += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    stderr += String(text);
    return true;
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

const run = (...args: string[]) => backtest.run(['logs', ...args]);
const groupsOf = async (file: string) => {
  const [header, ...rows] = (await readFile(join(out, file), 'utf8')).trim().split('\n');
  expect(header).toBe('line,group');
  return rows.map((row) => row.split(',') as [string, string]);
};

describe('backtest logs', () => {
  test('writes the template id of each line, under its own number or that of the row', async () => {
    await writeFile(
      join(folder, 'one.csv'),
      'line,content,event\n7,Took 3 ms,A\n8,"Opened ""x"", done",B\n9,Took 5 ms,A\n',
    );
    await writeFile(join(folder, 'two.csv'), 'content\nTook 3 ms\nStopped\n');
    expect(await run(folder, '--out', out)).toBe(0);
    const one = await groupsOf('one.csv');
    expect(one.map(([line]) => line)).toEqual(['7', '8', '9']);
    expect(one[0]?.[1]).toBe(one[2]?.[1]);
    expect(one[0]?.[1]).not.toBe(one[1]?.[1]);
    expect((await groupsOf('two.csv')).map(([line]) => line)).toEqual(['1', '2']);
    expect(stdout).toMatch(
      /^one\.csv: 3 lines, 2 templates, [\d.]+ µs per line\ntwo\.csv: 2 lines, 2 templates/,
    );
    expect(stderr).toBe('Reading one.csv\nReading two.csv\n');
  });

  test('--json tells what was done in one object', async () => {
    await writeFile(join(folder, 'one.csv'), 'content\nTook 3 ms\n');
    expect(await run(folder, '--out', out, '--json')).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      files: [{ file: 'one.csv', lines: 1, templates: 1, us_per_line: expect.any(Number) }],
    });
  });

  test('a file that cannot be read is told with its line, and the others are done', async () => {
    await writeFile(join(folder, 'bad.csv'), 'line,content\n1,a\n2\n');
    await writeFile(join(folder, 'good.csv'), 'content\nTook 3 ms\n');
    await writeFile(join(folder, 'other.csv'), 'line,text\n1,a\n');
    expect(await run(folder, '--out', out)).toBe(1);
    expect(stderr).toContain(`${join(folder, 'bad.csv')}:3 has 1 fields, but the header has 2\n`);
    expect(stderr).toContain(
      `${join(folder, 'other.csv')}:1 has no column "content"; it has "line", "text"\n`,
    );
    expect(await groupsOf('good.csv')).toHaveLength(1);
  });

  test('a folder without recordings ends it with one line', async () => {
    expect(await run(join(folder, 'no'), '--out', out)).toBe(1);
    expect(await run(folder, '--out', out)).toBe(1);
    expect(stderr).toBe(
      `${join(folder, 'no')}: the folder cannot be read (ENOENT)\n${folder}: there is no file whose name ends in .csv\n`,
    );
  });

  test('wrong usage ends with 2', async () => {
    expect(await run(folder)).toBe(2);
    expect(await run('--out', out)).toBe(2);
    expect(await run(folder, '--out', folder)).toBe(2);
    expect(await run(folder, '--out', out, '--fast')).toBe(2);
    expect(await backtest.run(['metricz'])).toBe(2);
    expect(await backtest.run([])).toBe(2);
    expect(stderr).toContain('Expected one of: detection, logs');
  });

  test('--help tells of the command and of the subcommand', async () => {
    expect(await backtest.run(['--help'])).toBe(0);
    expect(await run('--help')).toBe(0);
    expect(stdout).toMatch(/Usage: aiops backtest <what>[\s\S]*logs[\s\S]*Usage: aiops backtest logs FOLDER/);
  });
});
