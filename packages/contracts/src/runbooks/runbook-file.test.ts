import { describe, expect, test } from 'vitest';
import { issueLines } from '../values/issue-lines.ts';
import { runbookFileSchema } from './runbook-file.ts';

const runbook = (step: object, more: object = {}) => ({
  name: 'cpu_high',
  description: 'The CPU is busy',
  version: 1,
  conditions: { metric_name: 'cpu_usage', severity: ['high', 'critical'] },
  target: 'this_host',
  steps: [{ name: 'look', ...step }],
  ...more,
});

function problems(value: unknown): string[] {
  const result = runbookFileSchema.safeParse(value);
  return result.success ? [] : issueLines(result.error);
}

/** A placeholder, written so that this file does not look as if it forgot a template string. */
const placeholder = (name: string) => `$\{${name}}`;

describe('a runbook is accepted', () => {
  test.each<[string, object]>([
    ['with a plain command', { type: 'command', command: 'top -b -n 1', lines: 20, timeout: '10s' }],
    ['with quoted words', { type: 'command', command: "find /var/log -name '*.gz' -mtime +7" }],
    ['with shell characters in argv', { type: 'command', argv: ['awk', '{print $1 | "sort"}'] }],
    [
      'with a request',
      { type: 'http_request', url: 'http://127.0.0.1/x?a=1&b=2', method: 'POST', body: { a: [1] } },
    ],
    ['with a script', { type: 'script', script: 'clean.sh', stop_on_failure: true }],
  ])('%s', (_what, step) => {
    expect(problems(runbook(step))).toEqual([]);
  });

  test('with a placeholder of a declared parameter', () => {
    const parameters = { unit: { type: 'string', pattern: '^[a-z]+$' } };
    const step = { type: 'command', command: `systemctl status ${placeholder('unit')}` };
    expect(problems(runbook(step, { parameters }))).toEqual([]);
  });
});

describe('a command is refused with a hint', () => {
  test.each([
    ['ps aux | head -20', 'steps.0.command: a pipe needs a shell', 'lines: 20'],
    ['echo $HOME', 'steps.0.command: a variable', 'declare a parameter'],
    ['echo $(id)', 'steps.0.command: a variable', 'argv'],
    ['echo `id`', 'steps.0.command: a back quote', 'step of its own'],
    ['sync; reboot', 'steps.0.command: more than one command', 'one step for each'],
    ['a\nb', 'steps.0.command: more than one command', 'one step for each'],
    ['echo 1 > /proc/sys/vm/drop_caches', 'steps.0.command: a redirection', 'argv'],
  ])('%j', (command, problem, hint) => {
    const [line, ...others] = problems(runbook({ type: 'command', command }));
    expect(others).toEqual([]);
    expect(line).toContain(problem);
    expect(line).toContain(hint);
  });
});

describe('a runbook is refused', () => {
  test('for a placeholder that no parameter declares, wherever it stands', () => {
    const step = { type: 'http_request', url: 'http://127.0.0.1/', headers: { 'x-a': placeholder('who') } };
    expect(problems(runbook(step))).toEqual([
      `steps.0.headers.x-a: ${placeholder('who')} is no declared parameter: add \`who\` under \`parameters\``,
    ]);
  });

  test('for a placeholder in argv that no parameter declares', () => {
    const step = { type: 'command', argv: ['kill', placeholder('pid')] };
    expect(problems(runbook(step)).join()).toContain('steps.0.argv.1: ');
  });

  test.each<[string, object, string]>([
    ['for both command and argv', { type: 'command', command: 'a', argv: ['a'] }, 'steps.0: give either'],
    ['for neither of them', { type: 'command' }, 'steps.0: give either'],
    ['for an unknown step type', { type: 'shell', command: 'a' }, 'steps.0.type: expected the type command'],
    [
      'for an unknown key',
      { type: 'script', script: 'a', shell: true },
      'steps.0: Unrecognized key: "shell"',
    ],
    [
      'for a timeout that is none',
      { type: 'script', script: 'a', timeout: 'soon' },
      'steps.0.timeout: expected a duration',
    ],
  ])('%s', (_what, step, problem) => {
    expect(problems(runbook(step)).join('\n')).toContain(problem);
  });

  test('for a parameter name that no placeholder could hold', () => {
    const parameters = { 'Big-Name': { type: 'string' } };
    expect(problems(runbook({ type: 'script', script: 'a' }, { parameters })).join()).toContain(
      'small letters',
    );
  });

  const asks = { type: 'http_request', url: 'http://loki:3100/ready', risk: 'read_only' };
  test.each<[string, object, string[]]>([
    ['commands', { type: 'command', command: 'uptime', risk: 'read_only' }, ['target: say where']],
    ['requests that may change something', { ...asks, risk: 'reversible' }, ['target: say where']],
    ['requests of which nobody says what they do', { ...asks, risk: undefined }, ['target: say where']],
    ['requests that only ask', asks, []],
  ])('without a target, for %s', (_what, step, expected) => {
    const told = problems(runbook(step, { target: undefined }));
    expect(told.map((line) => line.slice(0, 'target: say where'.length))).toEqual(expected);
  });

  test('for a command that takes something back, and no target', () => {
    const rollback = [{ name: 'undo', type: 'command', command: 'true' }];
    expect(problems(runbook(asks, { target: undefined, rollback })).join()).toContain('target: say where');
  });
});
