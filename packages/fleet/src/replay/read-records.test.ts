import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeCase } from '../testing/write-case.ts';
import { readCaseFile } from './case-file.ts';
import { createCaseReader } from './recorded-case.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'aiops-case-'));
});
afterEach(() => rm(root, { recursive: true }));

const topology = { nodes: [{ id: 'web', type: 'service' }], edges: [] };
const metric = (ts: number) => ({ ts, entity: 'web', metric: 'cpu', value: 1 });
const log = (ts: number) => ({ ts, entity: 'web', level: 'INFO', logger: null, msg: 'hello', trace: null });

test('a baseline that was recorded later is moved to a minute before the case, an earlier one stays', async () => {
  const folder = await writeCase(root, 'shop', 'one', {
    topology,
    baseline: { metrics: [metric(9_000), metric(9_100)], logs: [log(1_000), log(2_000)] },
    records: { metrics: [metric(5_010), metric(5_000)], logs: [log(5_001_000)] },
    detection_ts: 5_005,
  });
  const { baseline, records, file } = await createCaseReader()(await readCaseFile(folder));
  expect(baseline.map(({ kind, at }) => [kind, at])).toEqual([
    ['logs', 1_000],
    ['logs', 2_000],
    ['metrics', 4_840_000],
    ['metrics', 4_940_000],
  ]);
  expect(records.map(({ at }) => at)).toEqual([5_000_000, 5_001_000, 5_010_000]);
  expect(file).toMatchObject({ dataset: 'shop', name: 'one', detectionAt: 5_005_000 });
});

test('alerts without a stamp come in the order of the file, a millisecond apart', async () => {
  const event = (name: string) => ({ entity: 'web', kind: 'log', name, dir: null, peer: null });
  const folder = await writeCase(root, 'shop', 'two', {
    topology,
    records: { events: [event('a'), event('b'), event('c')] },
  });
  const { records } = await createCaseReader()(await readCaseFile(folder));
  expect(records.map(({ at }) => at)).toEqual([0, 1, 2]);
});

test('a line that cannot be used is told with file and number', async () => {
  const folder = await writeCase(root, 'shop', 'three', { topology, records: { metrics: [metric(1)] } });
  const read = async () => createCaseReader()(await readCaseFile(folder));
  await writeFile(join(folder, 'metrics.jsonl'), `${JSON.stringify(metric(1))}\n{"ts":"x"}\n`);
  await expect(read()).rejects.toThrow(/three\/metrics\.jsonl:2: .*ts/s);
  await writeFile(join(folder, 'metrics.jsonl'), '{"ts":1\n');
  await expect(read()).rejects.toThrow(/metrics\.jsonl:1: /);
  await writeFile(join(folder, 'metrics.jsonl'), '');
  await expect(read()).rejects.toThrow('the case has no records');
  await rm(join(folder, 'metrics.jsonl'));
  await expect(read()).rejects.toThrow(/metrics\.jsonl: .*ENOENT/);
  await writeFile(join(folder, 'case.json'), '{"files":{}}');
  await expect(read()).rejects.toThrow(/case\.json: .*context/s);
});
