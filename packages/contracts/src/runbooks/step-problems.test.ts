import { describe, expect, test } from 'vitest';
import { runbookStepSchema } from './runbook-step.ts';
import { stepProblems } from './step-problems.ts';

/** Written so that this file does not look as if it forgot a template string. */
const X = `$\{x}`;

function told(step: object): string[] {
  const parsed = runbookStepSchema.parse({ name: 's', ...step });
  return stepProblems(parsed).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('a placeholder may be', () => {
  test.each<[string, object]>([
    ['a word of a command', { type: 'command', command: `ping -c 5 ${X}` }],
    ['a quoted word of a command', { type: 'command', command: `ping "${X}"` }],
    ['an item of argv', { type: 'command', argv: ['ping', X] }],
    ['an argument of the code of a shell', { type: 'command', argv: ['sh', '-c', 'df "$1"', 'sh', X] }],
    ['what only looks like code', { type: 'command', argv: ['grep', '-c', X, 'sh'] }],
    ['an argument of a script', { type: 'script', script: 'a.sh', arguments: [X] }],
    ['a part of a path', { type: 'http_request', url: `http://h/a/${X}/b` }],
    ['a value of a query', { type: 'http_request', url: `http://h/?a=1&b=${X}` }],
    ['the value of a header', { type: 'http_request', url: 'http://h/', headers: { 'x-a': X } }],
    ['a value in a body', { type: 'http_request', url: 'http://h/', method: 'POST', body: { a: [X] } }],
  ])('%s', (_what, step) => {
    expect(told(step)).toEqual([]);
  });
});

describe('a placeholder may not be', () => {
  test.each<[string, object, string]>([
    [
      'a part of a word',
      { type: 'command', command: `docker ps name=${X}` },
      'command: a placeholder has to',
    ],
    ['a part of a quoted word', { type: 'command', command: `sh "a ${X}"` }, 'command: a placeholder has to'],
    ['a part of an item', { type: 'command', argv: ['a', `--b=${X}`] }, 'argv.1: a placeholder has to'],
    ['two in one item', { type: 'command', argv: ['a', X + X] }, 'argv.1: a placeholder has to'],
    ['the program', { type: 'command', argv: [X] }, 'argv.0: a placeholder may not decide which program'],
    ['the program of a command', { type: 'command', command: `${X} a` }, 'command: a placeholder may not'],
    [
      'the code of a shell',
      { type: 'command', argv: ['sh', '-c', X] },
      'argv.2: a placeholder may not be code',
    ],
    [
      'behind another program',
      { type: 'command', argv: ['sudo', '/bin/bash', '-lc', X] },
      'argv.3: a placeholder',
    ],
    [
      'behind an option',
      { type: 'command', argv: ['sh', '-c', '-e', X] },
      'argv.3: a placeholder may not be code',
    ],
    [
      'code in a command',
      { type: 'command', command: `python3 -c ${X}` },
      'command: a placeholder may not be code',
    ],
    ['the script', { type: 'script', script: X }, 'script: a placeholder may not decide which file'],
    [
      'part of an argument',
      { type: 'script', script: 's', arguments: [`a${X}`] },
      'arguments.0: a placeholder',
    ],
    [
      'the host',
      { type: 'http_request', url: `http://${X}/` },
      'url: a placeholder may not decide which host',
    ],
    ['a part of the host', { type: 'http_request', url: `http://${X}.lab/` }, 'url: a placeholder may not'],
    ['the port', { type: 'http_request', url: `http://h:${X}/` }, 'url: a placeholder may not decide'],
    ['the scheme', { type: 'http_request', url: `${X}://h/` }, 'url: expected a URL'],
    [
      'a part of a path segment',
      { type: 'http_request', url: `http://h/a${X}` },
      'url: a placeholder may only',
    ],
    ['a part of a value', { type: 'http_request', url: `http://h/?a=b${X}` }, 'url: a placeholder may only'],
    ['the name of a value', { type: 'http_request', url: `http://h/?${X}=b` }, 'url: a placeholder may only'],
    ['a fragment', { type: 'http_request', url: `http://h/#${X}` }, 'url: expected a URL'],
    [
      'a part of a header',
      { type: 'http_request', url: 'http://h/', headers: { 'x-a': `Bearer ${X}` } },
      'headers.x-a: a placeholder has to be the whole value',
    ],
    [
      'a part of a value in a body',
      { type: 'http_request', url: 'http://h/', method: 'POST', body: { a: { b: `${X}!` } } },
      'body.a.b: a placeholder has to be the whole value',
    ],
    [
      'a key in a body',
      { type: 'http_request', url: 'http://h/', method: 'POST', body: { [X]: 1 } },
      `body.${X}: a placeholder may not stand in a key`,
    ],
    ['the name of a step', { type: 'command', argv: ['a'], name: X }, 'name: a placeholder may not'],
  ])('%s', (_what, step, problem) => {
    const [line, ...others] = told(step);
    expect(line).toContain(problem);
    expect(others).toEqual([]);
  });
});

describe('a step is refused for', () => {
  test.each<[string, object, string]>([
    ['an open quote', { type: 'command', command: "echo 'a" }, 'command: a quote is not closed'],
    ['a command of spaces', { type: 'command', command: '  ' }, 'command: no word'],
    ['an empty program', { type: 'command', argv: ['', 'a'] }, 'argv.0: name a program'],
    ['a NUL', { type: 'command', argv: ['a', 'b\0c'] }, 'argv.1: a NUL'],
    ['another scheme', { type: 'http_request', url: 'file:///etc/passwd' }, 'url: expected a URL'],
    ['a user in the URL', { type: 'http_request', url: 'http://good@evil/' }, 'url: a user or password'],
    ['a host that is none', { type: 'http_request', url: 'http://[::1/' }, 'url: expected a host'],
    [
      'two lines in a header',
      { type: 'http_request', url: 'http://h/', headers: { a: 'b\r\nc: d' } },
      'one line',
    ],
    [
      'a header that is no name',
      { type: 'http_request', url: 'http://h/', headers: { 'a b': 'c' } },
      'the name',
    ],
    [
      'another Host',
      { type: 'http_request', url: 'http://h/', headers: { Host: 'evil' } },
      'not for a runbook',
    ],
    ['no time at all', { type: 'command', argv: ['a'], timeout: 0 }, 'timeout: expected more than 0'],
    [
      'more time than a timer counts',
      { type: 'command', argv: ['a'], timeout: '30d' },
      'timeout: expected more',
    ],
    ['a body of a GET', { type: 'http_request', url: 'http://h/', body: 'x' }, 'body: a GET has no body'],
  ])('%s', (_what, step, problem) => {
    const [line, ...others] = told(step);
    expect(line).toContain(problem);
    expect(others).toEqual([]);
  });
});
