import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { qualityTable } from './quality-table.ts';
import { reportSimulation } from './report-simulation.ts';

const folder = mkdtempSync(join(tmpdir(), 'aiops-simulation-'));
afterAll(() => rmSync(folder, { recursive: true }));
const options = { kinds: ['steps'], series: 1, weeks: 0.5, seed: 1, threads: 1 };

test('the table is written between the marks, and the rest of the file stays', async () => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const file = join(folder, 'quality.md');
  writeFileSync(file, 'before\n<!-- simulation: begin -->\n<!-- simulation: end -->\nafter\n');
  const result = await reportSimulation(options, file);
  expect(result.kinds.steps?.series).toBe(1);
  expect(readFileSync(file, 'utf8')).toBe(
    `before\n<!-- simulation: begin -->\n\n${qualityTable(result)}\n\n<!-- simulation: end -->\nafter\n`,
  );
});

test('a file that has no place for the table is told before anything is simulated', async () => {
  const file = join(folder, 'empty.md');
  writeFileSync(file, '');
  const endless = { ...options, series: 1_000_000 };
  await expect(reportSimulation(endless, file)).rejects.toThrow(
    `--table ${file}: there is no place for the table`,
  );
  await expect(reportSimulation(endless, `${file}x`)).rejects.toThrow(`--table ${file}x: ENOENT`);
});
