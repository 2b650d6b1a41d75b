import { createHash } from 'node:crypto';
import { chmod, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvalidConfig } from '@aiops/config';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PlannedStep, StepAction } from '../../runs/run-plan.ts';
import { loopbackServer } from '../../testing/loopback-server.ts';
import type { Target } from '../choose-target.ts';
import { createExecuteStep } from './create-execute-step.ts';

let folder: string;
const closers: (() => void)[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'execute-'));
});
afterEach(async () => {
  for (const close of closers.splice(0)) close();
  await rm(folder, { recursive: true });
});

const never = new AbortController().signal;
const step = (action: StepAction, more: Partial<PlannedStep> = {}): PlannedStep => ({
  name: 's',
  risk: 'read_only',
  action,
  timeoutMs: 10_000,
  lines: 20,
  stopOnFailure: false,
  ...more,
});
const command = (...argv: string[]): StepAction => ({ kind: 'command', argv });
const targetOf = (more: Partial<Target> & Pick<Target, 'kind'>): Target => ({
  name: 't',
  entities: [],
  engine: 'docker',
  port: 22,
  ...more,
});

function executing(targets: readonly Target[] = [], secrets: readonly string[] = []) {
  let clock = 0;
  const now = () => (clock += 5);
  return createExecuteStep({ targets, allowHosts: [], folder, secrets, now });
}

describe('a command', () => {
  test('on this host is done or failed by its exit code; the time is taken', async () => {
    const execute = executing();
    expect(await execute(step(command('echo', 'hello')), 'this_host', never)).toEqual({
      status: 'done',
      exitCode: 0,
      output: 'hello\n',
      truncated: false,
      durationMs: 5,
    });
    expect(await execute(step(command('ls', '/no/such/file')), 'this_host', never)).toMatchObject({
      status: 'failed',
      exitCode: 2,
      problem: 'exit code 2',
      output: expect.stringContaining('/no/such/file'),
    });
  });

  test('keeps the first lines, without secrets', async () => {
    const execute = executing([], ['hunter22']);
    const printed = command('printf', 'a hunter22\\npassword=abcdef\\nc\\n');
    expect(await execute(step(printed, { lines: 2 }), 'this_host', never)).toMatchObject({
      output: 'a ***\npassword=***',
      truncated: true,
    });
  });

  test('that takes too long is timed out, one that is cancelled is cancelled, and one after that never starts', async () => {
    const execute = executing();
    const sleep = step(command('sleep', '30'), { timeoutMs: 100 });
    expect(await execute(sleep, 'this_host', never)).toMatchObject({
      status: 'timed_out',
      problem: 'it was not done within 100 ms',
    });
    const controller = new AbortController();
    const running = execute(step(command('sleep', '30')), 'this_host', controller.signal);
    controller.abort();
    expect(await running).toMatchObject({ status: 'cancelled' });
    expect(await execute(step(command('echo', 'x')), 'this_host', controller.signal)).toMatchObject({
      status: 'cancelled',
      output: '',
    });
  });

  test('on a target that is no longer there runs nowhere', async () => {
    expect(await executing()(step(command('echo', 'x')), 'web-1', never)).toMatchObject({
      status: 'failed',
      output: '',
      problem: '"web-1" is not among insights_action.runbooks.targets any more',
    });
  });
});

describe('a command in a container', () => {
  async function engine(text: string): Promise<Target> {
    const file = join(folder, 'engine');
    await writeFile(file, `#!/bin/sh\n${text}\n`);
    await chmod(file, 0o755);
    return targetOf({ kind: 'container', container: 'c', engine: file });
  }

  test('ends as the engine says', async () => {
    const target = await engine('shift 2; exec "$@"');
    const execute = executing([target]);
    expect(await execute(step(command('echo', 'x')), 't', never)).toMatchObject({
      status: 'done',
      output: 'x\n',
    });
    expect(await execute(step(command('false')), 't', never)).toMatchObject({
      status: 'failed',
      exitCode: 1,
    });
  });

  test('has a clock there, and is timed out by it', async () => {
    const execute = executing([await engine('shift 2; exec "$@"')]);
    const outcome = await execute(step(command('sleep', '30'), { timeoutMs: 1_000 }), 't', never);
    expect(outcome).toMatchObject({ status: 'timed_out', exitCode: 124 });
  });

  test('is unknown when its client is stopped, because the command may go on', async () => {
    const execute = executing([await engine('sleep 30')]);
    const controller = new AbortController();
    const running = execute(step(command('x')), 't', controller.signal);
    setTimeout(() => controller.abort(), 100);
    expect(await running).toMatchObject({
      status: 'unknown',
      problem: 'it was cancelled, and what it began on t may still go on',
    });
  });
});

test('a host that ssh cannot reach is a failure, for the command never got there', async () => {
  const target = targetOf({ kind: 'ssh', host: '127.0.0.1', port: 1 });
  expect(await executing([target])(step(command('id')), 't', never)).toMatchObject({
    status: 'failed',
    exitCode: 255,
    output: expect.stringContaining('Connection refused'),
  });
});

describe('a script', () => {
  const write = async (text: string): Promise<StepAction> => {
    await writeFile(join(folder, 'a.sh'), text);
    const sha256 = createHash('sha256').update(text).digest('hex');
    return { kind: 'script', script: 'a.sh', sha256, arguments: ['one two', '$(id)'] };
  };

  test('runs by the interpreter that it names, with its arguments, from a copy', async () => {
    const action = await write('#!/bin/sh -u\nprintf "%s|" "$@"; printf "%s" "$0"\n');
    const outcome = await executing()(step(action), 'this_host', never);
    expect(outcome).toMatchObject({ status: 'done', exitCode: 0 });
    expect(outcome.output).toMatch(/^one two\|\$\(id\)\|.*aiops-step-.*\/script$/);
    expect(outcome.output).not.toContain(folder);
  });

  test('may name its interpreter by env', async () => {
    const action = await write('#!/usr/bin/env sh\necho by env\n');
    expect(await executing()(step(action), 'this_host', never)).toMatchObject({ output: 'by env\n' });
  });

  test('that is another one since it was approved is not run', async () => {
    const action = await write('#!/bin/sh\necho a\n');
    await write('#!/bin/sh\necho b\n');
    expect(await executing()(step(action), 'this_host', never)).toMatchObject({
      status: 'failed',
      output: '',
      problem: expect.stringContaining('a.sh is not what was pinned'),
    });
  });

  test('that is a link out of the folder since it was approved is not run, though its content is the same', async () => {
    const action = await write('#!/bin/sh\necho a\n');
    const elsewhere = await mkdtemp(join(tmpdir(), 'elsewhere-'));
    closers.push(() => void rm(elsewhere, { recursive: true }));
    await writeFile(join(elsewhere, 'a.sh'), '#!/bin/sh\necho a\n');
    await rm(join(folder, 'a.sh'));
    await symlink(join(elsewhere, 'a.sh'), join(folder, 'a.sh'));
    const outcome = await executing()(step(action), 'this_host', never);
    expect(outcome).toMatchObject({ status: 'failed', problem: 'a.sh leads out of the runbooks folder' });
  });

  test('runs nowhere but here', async () => {
    const target = targetOf({ kind: 'ssh', host: 'h' });
    expect(await executing([target])(step(await write('#!/bin/sh\n')), 't', never)).toMatchObject({
      status: 'failed',
      problem: 'a script runs on this host only, and t is of the kind ssh',
    });
  });
});

describe('an agent', () => {
  async function agent(answer: RequestListener) {
    const server = await loopbackServer(answer);
    closers.push(server.close);
    const token = join(folder, 'token');
    await writeFile(token, 't0ken-of-it\n');
    const target = targetOf({ kind: 'agent', url: `http://${server.host}/run`, token_file: token });
    return { server, execute: executing([target]) };
  }
  const json = (status: number, value: unknown): RequestListener => {
    return (_request, response) => void response.writeHead(status).end(JSON.stringify(value));
  };

  test('gets the words and the token, once, and tells what became of it', async () => {
    const { server, execute } = await agent(json(200, { exit_code: 3, output: 'a t0ken-of-it\nb' }));
    expect(await execute(step(command('df', '; id'), { lines: 1 }), 't', never)).toEqual({
      status: 'failed',
      exitCode: 3,
      output: 'a ***',
      truncated: true,
      problem: 'exit code 3',
      durationMs: 5,
    });
    expect(server.hits).toMatchObject([
      { method: 'POST', url: '/run', headers: { authorization: 'Bearer t0ken-of-it' } },
    ]);
    expect(JSON.parse(server.hits[0]?.body ?? '')).toEqual({ argv: ['df', '; id'], timeout_ms: 10_000 });
  });

  test.each<[string, RequestListener, string]>([
    ['succeeds', json(200, { exit_code: 0, output: '' }), 'done'],
    ['refuses', json(401, {}), 'failed'],
    ['fails itself', json(500, {}), 'unknown'],
    ['answers something else', json(200, { ok: true }), 'unknown'],
    ['breaks off', (request) => void request.socket.destroy(), 'unknown'],
    [
      'sends it elsewhere',
      (_request, response) => void response.writeHead(307, { location: '/x' }).end(),
      'unknown',
    ],
  ])('that %s', async (_what, answer, status) => {
    const { server, execute } = await agent(answer);
    expect(await execute(step(command('id')), 't', never)).toMatchObject({ status });
    expect(server.hits).toHaveLength(1);
  });

  test('that is not there has run nothing', async () => {
    const { server, execute } = await agent(json(200, {}));
    server.close();
    expect(await execute(step(command('id')), 't', never)).toMatchObject({ status: 'failed' });
  });

  test('without a readable token is a mistake in the settings', () => {
    const target = targetOf({ kind: 'agent', url: 'http://h/', token_file: join(folder, 'none') });
    expect(() => executing([target])).toThrow(InvalidConfig);
    expect(() => executing([target])).toThrow('cannot be read (ENOENT)');
  });
});
