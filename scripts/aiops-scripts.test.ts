import { execFile } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

/** No docker runs here: stand-ins on the PATH answer as files tell them to, and write down what they were asked. */
const scripts = fileURLToPath(new URL('.', import.meta.url));
const TOOLS = [
  'bash',
  'env',
  'sed',
  'grep',
  'awk',
  'head',
  'tail',
  'cut',
  'sort',
  'cat',
  'dirname',
  'printenv',
  'sleep',
  'mv',
];

const DOCKER = `#!/usr/bin/env bash
echo "docker $*" >> "$FAKE/calls"
case "$1" in
  info)
    if [ -e "$FAKE/daemon-down" ]; then echo 'Cannot connect to the Docker daemon' >&2; exit 1; fi
    if [ "\${2:-}" = --format ]; then cat "$FAKE/memory"; fi ;;
  compose)
    if [ ! -e "$FAKE/v2" ]; then echo "docker: 'compose' is not a docker command." >&2; exit 1; fi
    shift; exec bash "$FAKE/compose" "$@" ;;
  inspect)
    if [ "$3" = '{{.State.Running}}' ]; then
      grep -qx "$4" "$FAKE/running" && echo true || exit 1
    else
      cat "$FAKE/containers"
      if [ -e "$FAKE/containers.next" ]; then mv "$FAKE/containers.next" "$FAKE/containers"; fi
    fi ;;
  ps) cat "$FAKE/holder" 2>/dev/null || true ;;
  logs) echo "last words of \${*: -1}" ;;
esac
`;

const COMPOSE = `while [ $# -gt 0 ]; do
  case "$1" in -f | --profile) shift 2 ;; *) break ;; esac
done
case "$1" in
  config) case "\${2:-}" in
    -q) ;;
    --services) cat "$FAKE/services" ;;
    *) cat "$FAKE/config" ;; esac ;;
  ps) if [ -s "$FAKE/containers" ]; then echo id; fi ;;
  build) [ ! -e "$FAKE/build-fails" ] ;;
  down) [ ! -e "$FAKE/down-fails" ] ;;
  run) [ ! -e "$FAKE/smoke-fails" ] ;;
esac
`;

interface Outcome {
  readonly code: number;
  readonly out: string;
}

let fake: string;
beforeEach(() => {
  fake = mkdtempSync(join(tmpdir(), 'aiops-scripts-'));
  mkdirSync(join(fake, 'bin'));
  for (const tool of TOOLS) symlinkSync(which(tool), join(fake, 'bin', tool));
  put('compose', COMPOSE);
  program('docker', DOCKER);
  put('v2', '');
  put('memory', String(16 * 2 ** 30));
  put('running', 'victoriametrics\nloki\ntempo\n');
  put('services', 'kafka\ngraph-builder\naiops\nzookeeper\n');
  put('config', '');
  put('containers', 'kafka|running|healthy|0|unless-stopped\ngraph-builder|exited||0|on-failure\n');
});
afterEach(() => rmSync(fake, { recursive: true, force: true }));

const put = (name: string, text: string) => writeFileSync(join(fake, name), text);
const calls = () => (existsSync(join(fake, 'calls')) ? readFileSync(join(fake, 'calls'), 'utf8') : '');

function which(tool: string): string {
  const found = (process.env.PATH ?? '').split(':').find((folder) => existsSync(join(folder, tool)));
  if (found === undefined) throw new Error(`${tool} is needed on the PATH`);
  return join(found, tool);
}

function program(name: string, text: string): void {
  put(`bin/${name}`, text);
  chmodSync(join(fake, 'bin', name), 0o755);
}

function run(
  script: string,
  args: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<Outcome> {
  return new Promise((resolve) =>
    execFile(
      join(scripts, script),
      [...args],
      { env: { PATH: join(fake, 'bin'), FAKE: fake, AIOPS_POLL_SECONDS: '0.05', ...env } },
      (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), out: `${stdout}${stderr}` }),
    ),
  );
}

describe.each(['start-aiops.sh', 'test-aiops.sh', 'stop-aiops.sh'])('%s', (script) => {
  test('explains itself', async () => {
    const { code, out } = await run(script, ['-h']);
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`^Usage: scripts/${script}`));
    expect(calls()).toBe('');
  });

  test('refuses an option that it does not know, and touches nothing', async () => {
    const { code, out } = await run(script, ['--al']);
    expect(code).toBe(2);
    expect(out).toContain('Unknown option: --al');
    expect(calls()).toBe('');
  });

  test('says what to do when there is no docker', async () => {
    rmSync(join(fake, 'bin', 'docker'));
    const { code, out } = await run(script);
    expect(code).toBe(1);
    expect(out).toMatch(/docker was not found[\s\S]*--local/);
  });

  test('says what to do when the daemon is down', async () => {
    put('daemon-down', '');
    const { code, out } = await run(script);
    expect(code).toBe(1);
    expect(out).toMatch(/daemon does not answer: Cannot connect[\s\S]*systemctl start docker/);
  });

  test('says what to do when there is no compose at all', async () => {
    rmSync(join(fake, 'v2'));
    const { code, out } = await run(script);
    expect(code).toBe(1);
    expect(out).toMatch(/Neither "docker compose" nor "docker-compose" was found/);
  });

  test('takes the hyphen of v1 when there is no v2', async () => {
    rmSync(join(fake, 'v2'));
    program(
      'docker-compose',
      `#!/usr/bin/env bash\necho "docker-compose $*" >> "$FAKE/calls"\nexec bash "$FAKE/compose" "$@"\n`,
    );
    const { code, out } = await run(script);
    expect(code, out).toBe(0);
    expect(calls()).toMatch(/^docker-compose .*-f docker-compose-aiops\.yml/m);
  });
});

describe('start-aiops.sh', () => {
  test('builds, starts and waits, then tells where everything is and what to do next', async () => {
    put('containers.next', 'kafka|running|healthy|0|unless-stopped\n');
    put('containers', 'kafka|running|starting|0|unless-stopped\n');
    // The first look is that of the port check.
    const { code, out } = await run('start-aiops.sh');
    expect(code, out).toBe(0);
    expect(calls()).toMatch(
      /-f docker-compose-aiops\.yml --profile tools build[\s\S]*-f docker-compose-aiops\.yml up -d/,
    );
    expect(calls()).not.toContain('docker-compose.yaml');
    expect(out).toMatch(
      /1 of 1 ready[\s\S]*http:\/\/localhost:7474 +neo4j \/ password123[\s\S]*scripts\/test-aiops\.sh/,
    );
  });

  test('--all starts the three files, --no-build builds nothing', async () => {
    const { code, out } = await run('start-aiops.sh', ['--all', '--no-build']);
    expect(code, out).toBe(0);
    expect(calls()).toContain(
      '-f docker-compose.yaml -f docker-compose-traces.yml -f docker-compose-aiops.yml up -d',
    );
    expect(calls()).not.toContain(' build');
    expect(out).toMatch(/Grafana.*admin \/ admin/);
  });

  test('without the first stages it names them and offers --all', async () => {
    put('running', 'victoriametrics\n');
    const { code, out } = await run('start-aiops.sh');
    expect(code).toBe(1);
    expect(out).toMatch(/missing: loki tempo\)[\s\S]*start-aiops\.sh --all/);
    expect(calls()).not.toContain(' up -d');
  });

  test('demo passwords are told loudly, own ones are not shown', async () => {
    expect((await run('start-aiops.sh')).out).toContain(
      'DEMO PASSWORDS ARE IN USE: NEO4J_PASSWORD (password123).',
    );
    const own = await run('start-aiops.sh', ['--all'], {
      NEO4J_PASSWORD: 'mine-alone',
      GRAFANA_ADMIN_PASSWORD: 'mine-too',
    });
    expect(own.out).not.toMatch(/DEMO|mine/);
    expect(own.out).toContain('neo4j / (NEO4J_PASSWORD)');
  });

  test.each([['--all'], ['--local']])('in production demo passwords are refused (%s)', async (option) => {
    symlinkSync(process.execPath, join(fake, 'bin', 'node'));
    symlinkSync(which('npm'), join(fake, 'bin', 'npm'));
    const { code, out } = await run('start-aiops.sh', [option], { AIOPS_ENV: 'production' });
    expect(code).toBe(2);
    expect(out).toContain('AIOPS_ENV=production, but NEO4J_PASSWORD (password123)');
    expect(calls()).not.toContain(' up -d');
  });

  describe('a port', () => {
    let listener: Server;
    let port: number;
    beforeEach(async () => {
      listener = createServer();
      await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
      port = (listener.address() as { port: number }).port;
    });
    afterEach(() => listener.close());

    test.each([
      [
        'v2',
        (free: number) =>
          `    ports:\n      - mode: ingress\n        target: 9092\n        published: "${free}"\n        protocol: tcp\n`,
      ],
      ['v1 long', (free: number) => `    - protocol: tcp\n      published: ${free}\n      target: 514\n`],
      ['v1', (free: number) => `    ports:\n    - 127.0.0.1:${free}:9092/tcp\n`],
    ])('that somebody else has is named with its holder (%s spelling)', async (_version, config) => {
      put('config', config(port));
      const { code, out } = await run('start-aiops.sh');
      expect(code).toBe(1);
      expect(out).toContain(`port ${port}: taken by another process`);
      put('holder', 'somebody\n');
      expect((await run('start-aiops.sh')).out).toContain(`port ${port}: taken by container somebody`);
      expect(calls()).not.toContain(' up -d');
    });

    test('that one of our own containers has is no obstacle', async () => {
      put('config', `      - published: "${port}"\n        protocol: tcp\n`);
      put('holder', 'kafka\n');
      const { code, out } = await run('start-aiops.sh');
      expect(code, out).toBe(0);
    });

    test('of UDP is not asked', async () => {
      put(
        'config',
        `    ports:\n      - mode: ingress\n        target: 514\n        published: "${port}"\n        protocol: udp\n`,
      );
      expect((await run('start-aiops.sh')).code).toBe(0);
    });
  });

  test('a container that never gets healthy is named, with its last words', async () => {
    put('containers', 'neo4j|running|unhealthy|0|unless-stopped\n');
    const { code, out } = await run('start-aiops.sh', ['--timeout', '0']);
    expect(code).toBe(1);
    expect(out).toMatch(/last words of neo4j[\s\S]*Not ready after 0 s: neo4j \(unhealthy\)/);
  });

  test('a one-shot that failed ends the wait at once', async () => {
    put('containers', 'graph-builder|exited||2|no\n');
    const { code, out } = await run('start-aiops.sh');
    expect(code).toBe(1);
    expect(out).toMatch(/last words of graph-builder[\s\S]*graph-builder ended with exit code 2/);
  });

  test('an image that cannot be built ends it before anything is started', async () => {
    put('build-fails', '');
    const { code, out } = await run('start-aiops.sh');
    expect(code).toBe(1);
    expect(out).toContain('could not be built');
    expect(calls()).not.toContain(' up -d');
  });

  test('little memory is a warning', async () => {
    put('memory', String(2 * 2 ** 30));
    const { code, out } = await run('start-aiops.sh');
    expect(code).toBe(0);
    expect(out).toContain('6 GiB are advised');
  });

  test('a timeout that is no number is refused', async () => {
    expect(await run('start-aiops.sh', ['--timeout', 'soon'])).toMatchObject({ code: 2 });
    expect(await run('start-aiops.sh', ['--timeout'])).toMatchObject({
      code: 2,
      out: expect.stringContaining('needs a value'),
    });
  });
});

test.each([
  ['X=plain', 'plain'],
  ['X=plain # a remark', 'plain'],
  ['X="with # and space"  # a remark', 'with # and space'],
  ["  export X='single'", 'single'],
  ['X=first\nX=last', 'last'],
  ['XX=other\n#X=off', 'fallback'],
  ['X=', 'fallback'],
])('a setting is read from .env as compose reads it: %j', async (text, expected) => {
  put('.env', `${text}\n`);
  const line = `. ${scripts}/lib/say.sh; setting X fallback`;
  const read = (env: Record<string, string>) =>
    new Promise((resolve) =>
      execFile(
        'bash',
        ['-c', line],
        { cwd: fake, env: { PATH: join(fake, 'bin'), ...env } },
        (_error, stdout) => resolve(stdout),
      ),
    );
  expect(await read({})).toBe(expected);
  expect(await read({ X: 'of the environment' })).toBe('of the environment');
});

describe('test-aiops.sh', () => {
  test('passes when all containers stand and the smoke test passes', async () => {
    const { code, out } = await run('test-aiops.sh', ['--skip', 'flink', '--timeout', '30s']);
    expect(code, out).toBe(0);
    expect(out).toContain('✓ kafka: running, healthy');
    expect(calls()).toContain('run --rm --no-deps -T aiops smoke --inside --skip flink --timeout 30s');
  });

  test.each([
    [
      'unhealthy',
      'kafka|running|unhealthy|0|always\ngraph-builder|exited||0|no\n',
      '✗ kafka: running, unhealthy',
    ],
    ['stopped', 'kafka|exited||137|always\ngraph-builder|exited||0|no\n', '✗ kafka: exited, exit code 137'],
    ['missing', 'graph-builder|exited||0|no\n', '✗ kafka: has no container'],
  ])('fails when a container is %s', async (_how, containers, line) => {
    put('containers', containers);
    const { code, out } = await run('test-aiops.sh');
    expect(code).toBe(1);
    expect(out).toContain(line);
  });

  test('fails when the smoke test does', async () => {
    put('smoke-fails', '');
    expect((await run('test-aiops.sh')).code).toBe(1);
  });
});

describe('stop-aiops.sh', () => {
  test('keeps the data and the other stages unless told otherwise', async () => {
    expect(await run('stop-aiops.sh')).toMatchObject({
      code: 0,
      out: expect.stringContaining('data are kept'),
    });
    expect(calls()).toMatch(/compose -f docker-compose-aiops\.yml down$/m);
    expect(await run('stop-aiops.sh', ['--all', '--volumes'])).toMatchObject({ code: 0 });
    expect(calls()).toMatch(
      /-f docker-compose\.yaml -f docker-compose-traces\.yml -f docker-compose-aiops\.yml down --volumes$/m,
    );
  });

  test('a network that the other stages still use is no failure, a container that stays is', async () => {
    put('down-fails', '');
    put('containers', '');
    expect(await run('stop-aiops.sh')).toMatchObject({ code: 0 });
    put('containers', 'kafka|running||0|always\n');
    expect(await run('stop-aiops.sh')).toMatchObject({ code: 1 });
  });
});
