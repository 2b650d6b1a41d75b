import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { newestCheckpoint } from './newest-checkpoint.ts';

const folder = mkdtempSync(join(tmpdir(), 'aiops-checkpoints-'));
afterAll(() => rmSync(folder, { recursive: true }));

function made(job: string, checkpoint: string, at: number | undefined): void {
  const path = join(folder, job, checkpoint);
  mkdirSync(path, { recursive: true });
  if (at === undefined) return;
  writeFileSync(join(path, '_metadata'), '');
  utimesSync(join(path, '_metadata'), at, at);
}

test('the newest complete one of all jobs is found; what is half made, or no checkpoint, is not', async () => {
  const url = pathToFileURL(folder).href;
  expect(await newestCheckpoint(url)).toBeUndefined();
  made('one', 'chk-90', 100);
  made('other', 'chk-3', 200);
  made('other', 'chk-4', undefined);
  made('other', 'shared', 300);
  expect(await newestCheckpoint(url)).toBe(`${url}/other/chk-3`);
});

test('a folder that is not there, or that cannot be read from here, holds none', async () => {
  expect(await newestCheckpoint(pathToFileURL(join(folder, 'nowhere')).href)).toBeUndefined();
  expect(await newestCheckpoint('s3://bucket/state')).toBeUndefined();
});
