import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readRunbooks } from './read-runbooks.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'runbooks-'));
});
afterEach(() => rm(folder, { recursive: true }));

const good = (name: string, rest = '') => `name: ${name}
description: d
version: 1
conditions: {metric_name: m, severity: high}
steps:
  - {name: look, type: command, command: df -h}
${rest}target: this_host
`;

async function problemsOf(text: string): Promise<readonly string[]> {
  await writeFile(join(folder, 'bad.yml'), text);
  await writeFile(join(folder, 'good.yml'), good('good'));
  const { runbooks, problems } = await readRunbooks(folder);
  expect(runbooks.map(({ name }) => name)).toEqual(['good']);
  return problems.map((problem) => problem.replace(`${folder}/`, ''));
}

describe('a bad file is told about and left out; the good one beside it stays', () => {
  const bad: [name: string, text: string, problems: string[]][] = [
    ['not YAML', 'name: x\n  steps: []\n', ['bad.yml:2:8 not YAML: bad indentation of a mapping entry']],
    ['empty', '', ['bad.yml:1:1 the file is empty']],
    [
      'no steps, and a key that nothing reads',
      'name: x\ndescription: d\nversion: 1\nconditions: {metric: m}\n',
      [
        'bad.yml:4:1 conditions: Unrecognized key: "metric"',
        'bad.yml:1:1 steps: expected array, received undefined',
      ],
    ],
    [
      'a pipe',
      good('x').replace('df -h', 'ps aux | head'),
      [
        'bad.yml:6:42 steps[0].command: a pipe needs a shell, and steps run without one: use `lines: 20` for the first lines of the output, or a step of its own',
      ],
    ],
    [
      'an undeclared parameter',
      good('x').replace('df -h', `'df ${'$'}{path}'`),
      [
        `bad.yml:6:42 steps[0].command: ${'$'}{path} is no declared parameter: add \`path\` under \`parameters\``,
      ],
    ],
    [
      'a parameter that asks for a secret',
      good('x', 'parameters: {db_password: {type: string, pattern: ^.+$}}\n'),
      [
        'bad.yml:7:14 parameters.db_password: a secret cannot be a parameter, because values are kept with the run: let the command read it from a file of its target, or choose another name if it is none',
      ],
    ],
    [
      'a test that fails, either way',
      good(
        'x',
        `tests:
  - {name: yes, anomaly: {metric_name: other}, matches: true}
  - name: no
    anomaly: {metric_name: m, severity: critical}
    matches: false
`,
      ),
      [
        'bad.yml:8:5 tests[0]: test "yes" failed: it does not match, and should',
        'bad.yml:9:5 tests[1]: test "no" failed: it matches, and should not',
      ],
    ],
    [
      'a test with a field that conditions never see',
      good('x', 'tests:\n  - name: t\n    anomaly: {metric_name: m, score: 3}\n    matches: true\n'),
      ['bad.yml:9:5 tests[0].anomaly: "t": Unrecognized key: "score"'],
    ],
    [
      'no condition at all',
      good('x').replace('{metric_name: m, severity: high}', '{labels: {}}'),
      ['bad.yml:4:1 conditions: name at least one, or it is suggested for everything'],
    ],
    [
      'a script outside the folder, and a name used twice',
      good('x', '  - {name: look, type: script, script: ../evil.sh}\n'),
      [
        'bad.yml:7:12 steps[1].name: "look" is the name of step 1 already',
        'bad.yml:7:40 steps[1].script: name a file inside the runbooks folder',
      ],
    ],
  ];
  test.each(bad)('%s', async (_name, text, problems) => {
    expect(await problemsOf(text)).toEqual(problems);
  });

  test('a name that another file has', async () => {
    await writeFile(join(folder, 'a.yml'), good('same'));
    await writeFile(join(folder, 'b.yaml'), good('same'));
    const { runbooks, problems } = await readRunbooks(folder);
    expect(runbooks).toHaveLength(1);
    expect(problems).toEqual([`${folder}/b.yaml: name: "same" is taken by ${folder}/a.yml`]);
  });

  test('no folder', async () => {
    expect(await readRunbooks(join(folder, 'none'))).toEqual({
      runbooks: [],
      loaded: [],
      problems: [`${folder}/none: cannot be read: no such file or folder`],
    });
  });
});

describe('the runbooks of this repository', async () => {
  const path = fileURLToPath(new URL('../../../../runbooks', import.meta.url));
  const { runbooks, problems } = await readRunbooks(path);

  test('are all good, and their own tests pass', () => {
    expect(problems).toEqual([]);
    expect(runbooks.map(({ name }) => name)).toEqual([
      'connection_refused',
      'cpu_high',
      'disk_high',
      'disk_iowait_high',
      'http_5xx_errors',
      'link_down',
      'load_average_high',
      'lower_priority',
      'memory_high',
      'network_high',
      'response_time_high',
      'service_down',
      'service_errors',
      'swap_usage_high',
    ]);
  });

  test.each(runbooks.map((runbook) => [runbook.name, runbook] as const))(
    '%s tests both outcomes',
    (_name, runbook) => {
      const outcomes = new Set(runbook.tests?.map(({ matches }) => matches));
      expect(outcomes).toEqual(new Set([true, false]));
    },
  );

  test('whatever removes or stops something is marked destructive, and what can be taken back is reversible', () => {
    const removing = /delete|clean|autoremove|vacuum|drop_caches|restart|"stop"/;
    const changing = /"start"|renice|ionice|vm\.swappiness=/;
    for (const { steps, rollback = [] } of runbooks) {
      for (const step of [...steps, ...rollback]) {
        const { risk, name: _, ...what } = step;
        const text = JSON.stringify(what);
        const expected = removing.test(text)
          ? 'destructive'
          : changing.test(text)
            ? 'reversible'
            : 'read_only';
        expect([step.name, risk]).toEqual([step.name, expected]);
      }
    }
  });

  test('whoever changes something that can be taken back says how', () => {
    for (const { name, steps, rollback } of runbooks) {
      const isReversible = steps.some(({ risk }) => risk === 'reversible');
      expect([name, rollback !== undefined]).toEqual([name, isReversible]);
    }
  });

  test('every one says where it runs', () => {
    for (const { name, target } of runbooks)
      expect([name, target]).toEqual([name, expect.stringMatching(/./)]);
  });
});
