import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadConfig } from '@aiops/config';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { muteSet } from './mute-set.ts';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const page = await readFile(join(root, 'docs/mutes.md'), 'utf8');
const examples = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mutes-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Mutes that are written as in the documentation: a list without the sections around it. */
async function mutesOf(written: string) {
  const file = join(folder, 'aiops.yml');
  await writeFile(file, `anomaly_detection:\n  mutes:\n${written.replaceAll(/^(?=.)/gm, '    ')}`);
  return muteSet(loadConfig({ file, env: {} }).anomaly_detection.mutes);
}

describe('every example of docs/mutes.md', () => {
  test('is found', () => expect(examples).toHaveLength(3));
  test.each(examples)('can be used: %s', async (example) => {
    await expect(mutesOf(example)).resolves.toBeDefined();
  });

  test.each([
    ['backup', 'nas-1', 'disk_iowait', {}, '2026-12-05T21:30Z'],
    ['night_jobs', 'batch-1', 'cpu_usage', {}, '2026-12-02T02:59Z'],
    ['cables', 'core-2', 'trace_errors', {}, '2026-12-06T02:59Z'],
    ['uplink_of_the_branch', 'branch-7', 'link_down', {}, '2026-12-06T07:00Z'],
    ['one_port', 'core-1', 'interface_in', { device_name: 'core-1', ifName: 'Gi0/1' }, '2026-12-05T22:30Z'],
  ])('mutes what it speaks of: %s', async (name, entity, metric, labels, stamp) => {
    const written = examples.filter((example) => example.includes(`name: ${name}`)).join('');
    const subject = {
      entity: { id: `urn:aiops:device:x:y:${entity}`, type: 'x', name: entity },
      metric,
      labels,
    };
    const found = (await mutesOf(written)).find(subject, Date.parse(stamp));
    expect(found?.name).toBe(name);
    expect((await mutesOf(written)).find(subject, Date.parse('2026-12-08T12:00Z'))).toBeUndefined();
  });
});
