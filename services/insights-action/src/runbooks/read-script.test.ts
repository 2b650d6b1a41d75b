import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readScript } from './read-script.ts';

const TEXT = '#!/bin/sh\necho hello\n';
const SHA = createHash('sha256').update(TEXT).digest('hex');
let root: string;
let folder: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'scripts-'));
  folder = join(root, 'runbooks');
  await mkdir(join(folder, 'more'), { recursive: true });
  await writeFile(join(folder, 'a.sh'), TEXT);
  await writeFile(join(root, 'outside.sh'), TEXT);
});
afterEach(() => rm(root, { recursive: true }));

test('the content of what was pinned is given, also from a folder inside and through a link that stays inside', async () => {
  await writeFile(join(folder, 'more/b.sh'), TEXT);
  await symlink('more/b.sh', join(folder, 'link.sh'));
  for (const name of ['a.sh', 'more/b.sh', 'link.sh']) {
    expect(await readScript(folder, name, SHA.toUpperCase())).toEqual({ content: Buffer.from(TEXT) });
  }
});

test.each([
  ['../outside.sh', 'name a file inside'],
  ['more/../../outside.sh', 'name a file inside'],
  ['/etc/passwd', 'name a file inside'],
  ['C:\\evil', 'name a file inside'],
  ['a.sh\0.txt', 'name a file inside'],
  ['none.sh', 'cannot be read (ENOENT)'],
  ['more', 'more is no file'],
])('%j is not read', async (name, problem) => {
  expect(await readScript(folder, name, SHA)).toEqual({
    problem: expect.stringContaining(problem),
    at: 'script',
  });
});

test('a link, or a folder that is one, does not lead out of the folder', async () => {
  await symlink(join(root, 'outside.sh'), join(folder, 'link.sh'));
  await symlink(root, join(folder, 'up'));
  for (const name of ['link.sh', 'up/outside.sh']) {
    expect(await readScript(folder, name, SHA)).toMatchObject({
      problem: `${name} leads out of the runbooks folder`,
    });
  }
});

test('another content than the pinned one is told with its checksum, and one that is not pinned too', async () => {
  expect(await readScript(folder, 'a.sh', '0'.repeat(64))).toEqual({
    problem: `a.sh is not what was pinned: its SHA-256 is ${SHA}; read it, and write that here if it is what you want`,
    at: 'sha256',
  });
  expect(await readScript(folder, 'a.sh', undefined)).toEqual({
    problem: `pin what is run: add sha256: ${SHA} once you have read a.sh`,
    at: 'script',
  });
});

test('a script has to say what runs it', async () => {
  await writeFile(join(folder, 'b.sh'), 'echo hello\n');
  const sha = createHash('sha256').update('echo hello\n').digest('hex');
  expect(await readScript(folder, 'b.sh', sha)).toMatchObject({
    problem: expect.stringContaining('such as #!/bin/sh'),
  });
});
