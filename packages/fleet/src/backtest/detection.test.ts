import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { backtest } from '../commands/backtest.ts';

let root: string;
let output: string;
let errors: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'aiops-backtest-'));
  await mkdir(join(root, 'data/rack'), { recursive: true });
  output = '';
  errors = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    output += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    errors += String(text);
    return true;
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(root, { recursive: true });
});

const START = 1_769_515_200;
/** Noise around 50 and an outage from row 500 to 509, which shows in each metric. */
function csv(metrics: string, stampOf: (row: number) => string | number = (row) => START + 60 * row): string {
  const lines = Array.from({ length: 600 }, (_, row) => {
    const noise = ((row * 7919) % 101) / 10;
    const value = row >= 500 && row < 510 ? 300 + noise : 50 + noise;
    return `${stampOf(row)},${metrics.split(',').map((_, i) => value + i)}\n`;
  });
  return `timestamp,${metrics}\n${lines.join('')}`;
}
const write = (name: string, text: string) => writeFile(join(root, 'data', name), text);
const labels = (value: object) => write('labels.json', JSON.stringify(value));
const run = (...more: string[]) =>
  backtest.run(['detection', join(root, 'data'), '--out', join(root, 'out'), ...more]);
const result = (name: string) => readFile(join(root, 'out', name), 'utf8');

describe('aiops backtest detection', () => {
  test('a labelled folder gives scores, pictures and figures', async () => {
    await write('rack/one.csv', csv('cpu'));
    await write('rack/two.csv', csv('in,out,errors,drops'));
    const label = { rows: 600, interval: 60, scoreFromRow: 100, windowRows: [[500, 509]] };
    await labels({ 'rack/one.csv': label, 'rack/two.csv': { windows: [[START + 30_000, START + 30_540]] } });
    expect(await run('--plot')).toBe(0);
    expect(output).toMatch(/^source {2}files {2}events +NAB/);
    expect(output).toMatch(/\nrack {8}2 {7}2 {2}100\.00 .* 1\.000 +\d+\.\d+ +1\.000 +1\.000 +0\n/);
    expect(output).toMatch(
      /2 files, 1,200 rows, 3,000 samples in \d+\.\d s: [\d,]+ rows\/s, [\d.]+ µs per sample\n/,
    );
    expect(errors).toMatch(/^rack\/one\.csv: 600 rows {2}\(1 of 2 files, [\d,]+ rows\/s\)\n/);
    expect((await readdir(join(root, 'out/rack'))).sort()).toEqual([
      'one.csv',
      'one.svg',
      'two.csv',
      'two.svg',
    ]);
    const scores = (await result('rack/one.csv')).split('\n');
    expect(scores).toHaveLength(602);
    expect(scores.slice(0, 2)).toEqual(['timestamp,score', `${START},0`]);
    expect(Number(scores[501]?.split(',')[1])).toBeGreaterThan(0.8);
    expect(await result('rack/two.svg')).toContain('Anomalies at threshold 2: 1; labelled: 1; rows: 600');
  });

  test("a user's own file tells its strongest anomalies, and its stamps stay as they are", async () => {
    await write(
      'mine.csv',
      csv('cpu', (row) => new Date(1000 * (START + 60 * row)).toISOString().slice(0, 19)),
    );
    expect(
      await backtest.run(['detection', join(root, 'data/mine.csv'), '--out', join(root, 'data/out')]),
    ).toBe(0);
    expect(output).toMatch(
      /^mine\.csv: 1 anomaly at threshold 2 in 600 rows:\n +\d+\.\d\d {2}2026-01-27T20:20:00\.000Z to 2026-01-27T20:[23]\d:00\.000Z {2}cpu was 30\d(?:\.\d)? at 2026-01-27T20:2/,
    );
    const scores = await readFile(join(root, 'data/out/mine.csv'), 'utf8');
    expect(scores.split('\n')[1]).toBe('2026-01-27T12:00:00,0');
  });

  test('--json tells the same to programs', async () => {
    await write('rack/one.csv', csv('cpu'));
    await write('two.csv', csv('cpu'));
    await labels({ 'rack/one.csv': { windowRows: [[500, 509]] } });
    expect(await run('--json')).toBe(0);
    const report = JSON.parse(output);
    expect(report).toMatchObject({
      threshold: 2,
      rows: 1200,
      samples: 1200,
      sources: [
        {
          source: 'rack',
          files: 1,
          events: 1,
          nab: { standard: { score: 100 } },
          nf1: { score: 1, false_notifications: 0 },
        },
      ],
      files: [
        { file: 'rack/one.csv', labelled: true, rows: 600, metrics: 1, anomalies: 1 },
        {
          file: 'two.csv',
          labelled: false,
          strongest: [{ metric: 'cpu', from: '2026-01-27T20:20:00.000Z' }],
        },
      ],
    });
  });

  test('the same data give the same scores, other detectors others', async () => {
    await write('one.csv', csv('cpu'));
    await run();
    const both = await result('one.csv');
    await run();
    expect(await result('one.csv')).toBe(both);
    await run('--detector', 'ewma');
    const ewma = await result('one.csv');
    expect(ewma).not.toBe(both);
    await run('--without', 'zscore');
    expect(await result('one.csv')).not.toBe(both);
  });

  test('the settings decide what is an anomaly', async () => {
    await write('one.csv', csv('cpu'));
    await writeFile(join(root, 'strict.yml'), 'anomaly_detection: {anomaly_threshold: 500}\n');
    expect(await run('--config', join(root, 'strict.yml'))).toBe(0);
    expect(output).toContain('one.csv: 0 anomalies at threshold 500 in 600 rows\n');
  });

  test('data and labels that cannot be used are told in one line, with exit code 1', async () => {
    await write('bad.csv', 'timestamp,a\n2,1\n1,1\n');
    expect(await run()).toBe(1);
    expect(errors).toBe('bad.csv:3: 1 is older than the row before it; sort the rows by time\n');
    errors = '';
    await labels({ 'gone.csv': { windows: [] } });
    expect(await run()).toBe(1);
    expect(errors).toBe('labels.json: no such file in the folder: gone.csv\n');
    errors = '';
    await rm(join(root, 'data'), { recursive: true });
    expect(await run()).toBe(1);
    expect(errors).toContain('there is no such folder or file');
  });

  test('wrong usage is exit code 2', async () => {
    await write('one.csv', csv('cpu'));
    expect(await backtest.run(['detection', join(root, 'data')])).toBe(2);
    expect(errors).toContain('Expected one folder with data, and --out.');
    expect(await backtest.run(['nothing'])).toBe(2);
    expect(errors).toContain('Expected one of: detection, logs');
    expect(await run('--detector', 'oracle')).toBe(2);
    expect(errors).toContain('No detector "oracle" in the settings; they list zscore, ewma, ');
    errors = '';
    for (const out of ['data', 'data/scores', 'data/..scores']) {
      expect(await backtest.run(['detection', join(root, 'data'), '--out', join(root, out)])).toBe(2);
    }
    expect(await backtest.run(['detection', join(root, 'data/one.csv'), '--out', join(root, 'data')])).toBe(
      2,
    );
    expect(errors.match(/choose a folder outside of the data/g)).toHaveLength(4);
    expect(await backtest.run(['detection', join(root, 'data'), '--out', root])).toBe(0);
  });

  test('--help tells about both levels', async () => {
    expect(await backtest.run(['--help'])).toBe(0);
    expect(await backtest.run(['detection', '--help'])).toBe(0);
    expect(output).toContain('Usage: aiops backtest detection FOLDER --out FOLDER');
  });
});
