import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createFlinkRest, type JobOutcome, type JobStatus, knownJobs } from '@aiops/flink';
import { type FlinkServer, freePort, type KafkaServer, startFlink, startKafka } from '@aiops/testbed';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runAiops, startAiops } from './testing/aiops-process.ts';
import { until } from './testing/until.ts';

const MINUTES = 60_000;
const folder = mkdtempSync(join(tmpdir(), 'aiops-flink-command-'));
const otherDelay = join(folder, 'other-delay.yml');
writeFileSync(otherDelay, 'stream_processing: { watermark_delay: 20s }\n');
let kafka: KafkaServer;
let flink: FlinkServer;
let env: Record<string, string>;

beforeAll(async () => {
  [kafka, flink] = await Promise.all([startKafka(), startFlink()]);
  env = {
    STREAM_PROCESSING_ENGINE: 'flink',
    KAFKA_BOOTSTRAP_SERVERS: kafka.bootstrapServers,
    KAFKA_NUM_PARTITIONS: '1',
    FLINK_REST_URL: flink.url,
    FLINK_GATEWAY_URL: flink.gatewayUrl,
    FLINK_STATE_URL: `file://${flink.folder}/state`,
  };
}, 10 * MINUTES);
afterAll(async () => {
  await flink?.stop();
  await kafka?.stop();
  rmSync(folder, { recursive: true });
}, MINUTES);

const aiops = (args: readonly string[], more: Record<string, string> = {}) =>
  runAiops({ args, env: { ...env, ...more } });
const linesOf = <T>(text: string) =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T);

test(
  'topics that are missing are named, and nothing is started',
  async () => {
    const { code, stderr, stdout } = await aiops(['flink', 'submit', '--wait', '2s']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      /missing: aiops\.traces, aiops\.logs, aiops\.metrics, aiops\.events\. `aiops topics create`/,
    );
    const status = await aiops(['flink', 'status']);
    expect(status.code).toBe(1);
    expect(status.stdout).toMatch(
      /span-figures +MISSING\n +→ it does not run: `aiops flink submit` starts it/,
    );
  },
  MINUTES,
);

test(
  'all wanted jobs are started once, tell how they are, and are kept by a savepoint',
  async () => {
    expect(await aiops(['topics', 'create'])).toMatchObject({ code: 0 });
    const first = await aiops(['flink', 'submit']);
    expect(first, first.stderr).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/span-figures +started\n/),
    });
    const second = await aiops(['flink', 'submit']);
    expect(second.stdout).toMatch(/^(?:[a-z-]+ +runs already\n)+$/);

    const status = await aiops(['flink', 'status', '--json']);
    expect(status, status.stdout).toMatchObject({ code: 0 });
    const jobs = linesOf<JobStatus>(status.stdout);
    expect(jobs.map(({ job }) => job)).toContain('span-figures');
    for (const job of jobs) expect(job).toMatchObject({ state: 'RUNNING', isRight: true, restarts: 0 });

    const kept = await aiops(['flink', 'savepoint', 'span-figures', '--json']);
    const [{ path } = { path: '' }] = linesOf<{ path: string }>(kept.stdout);
    expect(existsSync(fileURLToPath(`${path}/_metadata`))).toBe(true);
    expect(await aiops(['flink', 'savepoint', 'nobody'])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/No job nobody runs; those that do: .*span-figures/),
    });
  },
  10 * MINUTES,
);

test(
  'with --watch, jobs that a job manager has forgotten are submitted again, each of its last checkpoint',
  async () => {
    const watch = startAiops({ args: ['flink', 'submit', '--watch', '--json'], env });
    await flink.jobManager.kill();
    await until('it is told that Flink is away', async () => /does not answer/.test(watch.stderr()));
    await flink.jobManager.restart();
    await until('all jobs run again', async () => (await aiops(['flink', 'status'])).code === 0, 4 * MINUTES);
    watch.signal('SIGTERM');
    const { code, stdout, stderr } = await watch.ended;
    expect(code, stderr).toBe(0);
    const outcomes = linesOf<JobOutcome>(stdout);
    expect(outcomes.map(({ job }) => job)).toContain('span-figures');
    for (const outcome of outcomes)
      expect(outcome).toMatchObject({
        outcome: 'started',
        from: expect.stringMatching(/\/checkpoints\/\w+\/chk-\d+$/),
        isWrong: false,
      });
    expect(new Set(outcomes.map(({ job }) => job)).size).toBe(outcomes.length);
    expect(await aiops(['flink', 'status', '--watch'])).toMatchObject({ code: 2 });
  },
  8 * MINUTES,
);

test(
  'other settings are other SQL, which an upgrade brings to the cluster',
  async () => {
    const changed = await aiops(['flink', 'submit', '--config', otherDelay]);
    expect(changed).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/other SQL.*aiops flink upgrade/),
    });
    const upgraded = await aiops(['flink', 'upgrade', '--config', otherDelay]);
    expect(upgraded, upgraded.stderr).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(
        /span-figures +replaced of file:.*\/aiops-span-figures\/savepoints\/savepoint-\S+\n/,
      ),
    });
    expect(upgraded.stdout).not.toContain('does not fit');
  },
  10 * MINUTES,
);

test(
  'where the fleet does the work, jobs that run are complained of and an upgrade ends them',
  async () => {
    const embedded = { STREAM_PROCESSING_ENGINE: 'embedded' };
    expect(await aiops(['flink', 'status'], embedded)).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/span-figures +RUNNING\n +→ it runs, but the settings do not want it/),
    });
    const { code, stdout, stderr } = await aiops(['flink', 'upgrade'], embedded);
    expect({ code, stdout, stderr }).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/span-figures +stopped\n/),
      stderr: expect.stringContaining('the fleet itself does the work'),
    });
    for (const { alive } of (await knownJobs(createFlinkRest({ url: flink.url }))).values())
      expect(alive).toEqual([]);
    const away = { ...embedded, FLINK_REST_URL: `http://127.0.0.1:${await freePort()}` };
    expect(await aiops(['flink', 'upgrade'], away)).toMatchObject({ code: 0 });
  },
  3 * MINUTES,
);

test(
  'what is away is named, with the setting that says where it is',
  async () => {
    const nobody = `http://127.0.0.1:${await freePort()}`;
    expect(await aiops(['flink', 'submit', '--wait', '1s'], { FLINK_REST_URL: nobody })).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/Flink does not answer at .*FLINK_REST_URL/),
    });
    expect(await aiops(['flink', 'submit', '--wait', '1s'], { FLINK_GATEWAY_URL: nobody })).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/SQL gateway does not answer at .*FLINK_GATEWAY_URL/),
    });
    expect(await aiops(['flink', 'status'], { KAFKA_BOOTSTRAP_SERVERS: '' })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('KAFKA_BOOTSTRAP_SERVERS'),
    });
    expect(await aiops(['flink', 'dance'])).toMatchObject({ code: 2 });
  },
  3 * MINUTES,
);
