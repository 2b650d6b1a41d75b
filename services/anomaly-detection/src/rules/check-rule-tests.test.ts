import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkRuleTests } from './check-rule-tests.ts';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rule-tests-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Checks rules that are written as in the documentation: a list without the sections around it. */
async function check(rules: string, more = '') {
  const file = join(folder, 'aiops.yml');
  const indented = rules.replaceAll(/^(?=.)/gm, '    ');
  await writeFile(file, `anomaly_detection:\n  rules:\n${indented}${more}`);
  const { tests, problems } = checkRuleTests({ file, env: {} });
  return { tests, problems: problems.map((line) => line.replace(file, 'aiops.yml')) };
}

describe('every example of docs/rules.md', async () => {
  const page = await readFile(join(root, 'docs/rules.md'), 'utf8');
  const examples = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');
  test('is found', () => expect(examples.length).toBeGreaterThan(5));
  test.each(examples)('can be used and does as its tests say: %s', async (example) => {
    expect((await check(example)).problems).toEqual([]);
  });
});

test('the rules that come with the fleet do as their tests say', () => {
  const report = checkRuleTests({ file: join(root, 'config/aiops.yml'), env: {} });
  expect(report).toEqual({ tests: 6, problems: [] });
});

test('a test that fails is told with its place, also of a rule that is switched off', async () => {
  const rule = `- name: cpu_high
  enabled: false
  tests:
    - {name: good, samples: 95x6, expect: fires}
    - {name: bad, samples: 95x5, expect: fires}
`;
  expect(await check(rule)).toEqual({
    tests: 2,
    problems: [
      'aiops.yml:7:11 anomaly_detection.rules.0.tests.1: test "bad" of rule cpu_high failed: expected it to fire, but it was only pending, since 0s',
    ],
  });
});

test('the horizon of the settings is the longest silence of a hold', async () => {
  const rule = `- name: cpu_high
  tests: [{name: t, samples: [[0s, 95], [10m, 95]], expect: pending}]
`;
  expect((await check(rule)).problems).toHaveLength(1);
  expect((await check(rule, '  staleness: {horizon: 9m}\n')).problems).toEqual([]);
});
