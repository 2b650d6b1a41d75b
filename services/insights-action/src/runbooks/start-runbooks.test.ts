import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configSchema } from '@aiops/config';
import { createLogger, createMetrics } from '@aiops/runtime';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Runbooks, startRunbooks } from './start-runbooks.ts';

let folder: string;
let runbooks: Runbooks;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'runbooks-'));
  await writeFile(
    join(folder, 'a.yml'),
    `name: a
description: d
version: 1
conditions: {metric_name: m}
target: entity
parameters: {unit: {type: string, pattern: '^[a-z-]+$', from: entity_name}}
steps:
  - {name: say, type: command, argv: [echo, '${'$'}{unit}']}
`,
  );
  await writeFile(join(folder, 'b.yml'), 'name: b\n');
  runbooks = await startRunbooks({
    config: configSchema.parse({
      insights_action: {
        runbooks: { directory: folder, targets: [{ name: 'here', kind: 'local', entities: ['web'] }] },
      },
    }).insights_action.runbooks,
    service: 'insights-action',
    logger: createLogger({ service: 'test', level: 'silent', format: 'json' }),
    metrics: createMetrics('test'),
    secrets: [],
    now: () => 0,
  });
});
afterEach(async () => {
  runbooks.stop();
  await rm(folder, { recursive: true });
});

test('from a suggestion by its plan to its outcome', async () => {
  const parameters = runbooks.suggested('a', 'web');
  expect(parameters).toEqual({ unit: 'web' });
  const planned = runbooks.plan({ runbook: 'a', parameters, incident: 'i', device: 'web' });
  if ('problems' in planned) throw new Error(planned.problems.join());
  const { plan } = planned;
  expect(plan).toMatchObject({ runbook: 'a', target: 'here', runbookHash: runbooks.find('a')?.hash });
  const outcome = await runbooks.executeStep(plan.steps[0]!, plan.target, new AbortController().signal);
  expect(outcome).toMatchObject({ status: 'done', output: 'web\n' });
});

test('a runbook that is not there has no plan and suggests nothing', () => {
  expect(runbooks.plan({ runbook: 'none', parameters: {}, incident: null, device: null })).toEqual({
    problems: ['runbook: there is none of the name "none"'],
  });
  expect(runbooks.suggested('none', 'web')).toEqual({});
});

test('its health tells how many there are and how many problems', () => {
  expect(runbooks.health()).toEqual({
    up: true,
    detail: expect.stringMatching(/^1 read, [1-9]\d* problems$/),
  });
});
