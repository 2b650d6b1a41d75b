import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Prediction } from '../replay/prediction.ts';
import { runAiops } from '../testing/aiops-process.ts';
import { alertCase } from '../testing/made-up-cases.ts';
import { writeCase } from '../testing/write-case.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'aiops-backtest-'));
});
afterEach(() => rm(root, { recursive: true }));

test('several processes answer in the order of the cases, and a case that cannot be used ends them all', async () => {
  await writeCase(root, 'few', 'one', alertCase('cart', { cart: 3, web: 1 }));
  for (const name of ['one', 'two']) await writeCase(root, 'many', name, alertCase('db', { db: 3, cart: 1 }));
  const out = join(root, 'causes.jsonl');
  const args = ['backtest', 'rca', root, '--out', out, '--jobs', '2'];
  const done = await runAiops({ args });
  expect([done.code, done.stderr]).toEqual([0, expect.stringContaining('(3 of 3 cases')]);
  const lines = (await readFile(out, 'utf8')).trim().split('\n');
  const said = lines.map((line): Prediction => JSON.parse(line));
  expect(said.map(({ dataset, case: name, ranking }) => [dataset, name, ranking[0]?.entity])).toEqual([
    ['few', 'one', 'cart'],
    ['many', 'one', 'db'],
    ['many', 'two', 'db'],
  ]);
  await writeFile(join(root, 'few/one/events.jsonl'), '{\n');
  const refused = await runAiops({ args });
  expect(refused.code).toBe(1);
  expect(refused.stderr).toMatch(/events\.jsonl:1: [^\n]*\n$/);
}, 180_000);
