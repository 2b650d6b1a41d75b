import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configSchema, readYaml } from '@aiops/config';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { planRun } from './plan-run.ts';
import { readRunbooks } from './read-runbooks.ts';

const page = new URL('../../../../docs/runbooks.md', import.meta.url);
let folder: string;
let blocks: string[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'documentation-'));
  const text = await readFile(page, 'utf8');
  blocks = [...text.matchAll(/```\w+\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');
});
afterAll(() => rm(folder, { recursive: true }));

test('the example of the documentation is a good runbook, with its script, and can be planned on a target of the documentation', async () => {
  const [runbook = '', script = '', settings = ''] = blocks;
  await writeFile(join(folder, 'queue_full.yml'), runbook);
  await writeFile(join(folder, 'clear-queue.sh'), script);
  const { loaded, problems } = await readRunbooks(folder, { targets: [] });
  expect(problems).toEqual([]);
  const { targets } = configSchema.parse(readYaml(settings).value).insights_action.runbooks;
  expect(targets.map(({ kind }) => kind)).toEqual(['ssh', 'container', 'agent', 'local']);
  const request = { parameters: { worker: 'mailer' }, incident: 'i', targets };
  const planned = planRun({ runbook: loaded[0]!, ...request, device: 'monitoring-1' });
  expect(planned).toMatchObject({ plan: { target: 'here', parameters: { worker: 'mailer', keep: 100 } } });
  const far = planRun({ runbook: loaded[0]!, ...request, device: 'web-1' });
  expect(far).toEqual({ problems: [expect.stringContaining('a script runs on this host only')] });
});
