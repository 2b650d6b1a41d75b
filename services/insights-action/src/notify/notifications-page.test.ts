import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadConfig } from '@aiops/config';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { suppressionReasons } from './ledger-entry.ts';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const page = await readFile(join(root, 'docs/notifications.md'), 'utf8');
const examples = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'notifications-'));
});
afterEach(() => rm(folder, { recursive: true }));

test.each(examples)('every example of docs/notifications.md can be written so: %#', async (written) => {
  const file = join(folder, 'aiops.yml');
  await writeFile(file, `insights_action:\n  notifications:\n${written.replaceAll(/^(?=.)/gm, '    ')}`);
  const { channels, mutes } = loadConfig({ file, env: {} }).insights_action.notifications;
  expect(channels.length + mutes.length).toBeGreaterThan(1);
});

test('docs/notifications.md names every reason', () => {
  expect(suppressionReasons.filter((reason) => !page.includes(`\`${reason}\``))).toEqual([]);
});
