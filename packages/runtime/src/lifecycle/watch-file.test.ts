import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { watchFile } from './watch-file.ts';
import type { Watch } from './watch-signature.ts';

let folder: string;
let file: string;
let told: boolean[];
let watch: Watch | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'watch-'));
  file = join(folder, 'aiops.yml');
  told = [];
});
afterEach(async () => {
  watch?.stop();
  await rm(folder, { recursive: true });
});

/** A watch that looks only when it is told to. */
function manual(path = file): Watch {
  watch = watchFile(path, 3_600_000, ({ isThere }) => void told.push(isThere));
  return watch;
}

async function polls(count: number): Promise<number> {
  for (let i = 0; i < count; i += 1) await watch?.poll();
  return told.length;
}

test('a file is told of once it has stayed the same for a look, and then no more', async () => {
  await writeFile(file, 'a');
  manual();
  expect(await polls(1)).toBe(0);
  expect(await polls(5)).toBe(1);
});

test('a file that is still being written is not told of', async () => {
  await writeFile(file, 'a');
  manual();
  await polls(2);
  for (let length = 2; length < 6; length += 1) {
    await writeFile(file, 'b'.repeat(length));
    expect(await polls(1)).toBe(1);
  }
  expect(await polls(1)).toBe(2);
});

test('another text of the same length is another file', async () => {
  await writeFile(file, 'a');
  manual();
  await polls(2);
  await sleep(5);
  await writeFile(file, 'b');
  expect(await polls(2)).toBe(2);
});

test('an editor that replaces the file by another is noticed', async () => {
  await writeFile(file, 'a');
  manual();
  await polls(2);
  await writeFile(`${file}.new`, 'b');
  await rename(`${file}.new`, file);
  expect(await polls(2)).toBe(2);
});

test('a mount that swaps the link to its folder is noticed', async () => {
  await mkdir(join(folder, 'v1'));
  await mkdir(join(folder, 'v2'));
  await writeFile(join(folder, 'v1/aiops.yml'), 'a');
  await writeFile(join(folder, 'v2/aiops.yml'), 'b');
  await symlink('v1', join(folder, 'data'));
  await symlink('data/aiops.yml', file);
  manual();
  await polls(2);
  await symlink('v2', join(folder, 'data.new'));
  await rename(join(folder, 'data.new'), join(folder, 'data'));
  expect(await polls(2)).toBe(2);
});

test('a file that goes is told of as gone, and one that comes as there', async () => {
  manual();
  await polls(2);
  await writeFile(file, 'a');
  await polls(2);
  await rm(file);
  await polls(2);
  expect(told).toEqual([false, true, false]);
});

test('it looks by itself until it is stopped', async () => {
  await writeFile(file, 'a');
  watch = watchFile(file, 5, () => void told.push(true));
  await expect.poll(() => told.length).toBe(1);
  watch.stop();
  await writeFile(file, 'abc');
  await sleep(50);
  expect(told).toHaveLength(1);
});
