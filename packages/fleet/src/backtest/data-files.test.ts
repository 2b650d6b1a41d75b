import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listDataFiles } from './data-files.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aiops-data-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('all CSV files of a folder are found, in the order of their names', async () => {
  await mkdir(join(folder, 'b/c.csv'), { recursive: true });
  for (const name of ['b/c.csv/z.csv', 'b/a.csv', 'b-1.csv', 'labels.json', 'a.txt']) {
    await writeFile(join(folder, name), 'four');
  }
  const { files, whole } = await listDataFiles(folder);
  expect(files.map(({ name }) => name)).toEqual(['b-1.csv', 'b/a.csv', 'b/c.csv/z.csv']);
  expect(files[0]).toMatchObject({ path: join(folder, 'b-1.csv'), bytes: 4 });
  expect(whole).toBe(true);
});

test('a path may be a single file', async () => {
  await writeFile(join(folder, 'mine.csv'), '');
  const found = await listDataFiles(join(folder, 'mine.csv'));
  expect(found).toMatchObject({ folder, whole: false, files: [{ name: 'mine.csv' }] });
});

test('a folder without data, and none at all, are told', async () => {
  await expect(listDataFiles(folder)).rejects.toThrow('no CSV file lies in this folder');
  await expect(listDataFiles(join(folder, 'x'))).rejects.toThrow('there is no such folder or file');
});
