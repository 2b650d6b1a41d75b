import {
  awaitCluster,
  type Cluster,
  createFlinkRest,
  type Differing,
  type FlinkJob,
  type FlinkRest,
  jobStatuses,
  knownJobs,
  submitJobs,
} from '@aiops/flink';
import { type Bus, createKafkaBus } from '@aiops/runtime';
import {
  type FlinkServer,
  freePort,
  type KafkaAdmin,
  type KafkaServer,
  kafkaAdmin,
  startFlink,
  startKafka,
} from '@aiops/testbed';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type CountingJob, countingJob } from './testing/counting-job.ts';
import { readRecords } from './testing/read-topic.ts';
import { until } from './testing/until.ts';

const MINUTES = 60_000;
let kafka: KafkaServer;
let flink: FlinkServer;
let bus: Bus;
let admin: KafkaAdmin;
let rest: FlinkRest;
let cluster: Cluster;

beforeAll(async () => {
  [kafka, flink] = await Promise.all([startKafka(), startFlink()]);
  bus = await createKafkaBus({ bootstrapServers: kafka.bootstrapServers, clientId: 'test' });
  admin = await kafkaAdmin(kafka.bootstrapServers);
  rest = createFlinkRest({ url: flink.url });
  cluster = {
    rest,
    gatewayUrl: flink.gatewayUrl,
    stateUrl: `file://${flink.folder}/state`,
    startMs: 90_000,
  };
}, 10 * MINUTES);
afterEach(async () => {
  for (const { alive } of (await knownJobs(rest)).values()) for (const { id } of alive) await rest.cancel(id);
}, MINUTES);
afterAll(async () => {
  await bus?.close();
  await admin?.close();
  await flink?.stop();
  await kafka?.stop();
}, MINUTES);

async function topicsOf(name: string): Promise<Omit<CountingJob, 'below' | 'average'>> {
  const topics = { input: `${name}-in`, output: `${name}-out` };
  await bus.ensureTopics(
    Object.values(topics).map((topic) => ({ topic, partitions: 1, replicationFactor: 1 })),
  );
  return { name, brokers: kafka.bootstrapServers, ...topics };
}

const submit = (jobs: readonly FlinkJob[], differing: Differing = 'leave') =>
  submitJobs(cluster, jobs, differing, () => undefined);
const alive = async (job: string) => (await knownJobs(rest)).get(job)?.alive ?? [];
/** Records of a key in a minute, spread over it. */
const records = (minute: number, count: number, key = 1) =>
  Array.from({ length: count }, (_, i) => ({ key, at: minute * MINUTES + i * 100 }));

const write = (topic: string, lines: readonly object[]) =>
  bus.publish(lines.map((line) => ({ topic, key: null, value: JSON.stringify(line) })));

/** What is on the topic, once there is something. */
async function written(topic: string): Promise<unknown[]> {
  let records: unknown[] = [];
  await until(
    `rows on ${topic}`,
    async () => {
      records = (await readRecords(bus, topic)).map(({ value }) => JSON.parse(String(value)));
      return records.length > 0;
    },
    2 * MINUTES,
  );
  return records;
}

/** Until the job has read the input and a checkpoint has been begun and completed since. */
async function untilKept(job: string, read: number): Promise<void> {
  await until(
    `${job} has read ${read}`,
    async () => {
      const [status] = await jobStatuses(rest, [{ name: job, enabled: true, sql: '' }]);
      return (status?.recordsIn ?? 0) >= read;
    },
    2 * MINUTES,
  );
  const [{ id } = { id: '' }] = await alive(job);
  const from = Date.now() + 2_500;
  await until(
    `${job} has a checkpoint`,
    async () => ((await rest.newestSnapshot(id))?.at ?? 0) > from,
    2 * MINUTES,
  );
}

test(
  'submitted twice, and by two at once, there is one of each job',
  async () => {
    const job = countingJob(await topicsOf('twice'));
    const [one, other] = await Promise.all([submit([job]), submit([job])]);
    expect([...one, ...other].map(({ outcome }) => outcome)).toEqual(['started', 'started']);
    const running = await alive('twice');
    expect(running.map(({ name }) => name)).toEqual(['aiops-twice']);
    expect(await submit([job])).toEqual([
      { job: 'twice', outcome: 'left', jobId: running[0]?.id, isWrong: false },
    ]);
  },
  4 * MINUTES,
);

test(
  'an upgrade to other SQL keeps a window that is half full',
  async () => {
    const topics = await topicsOf('half');
    await submit([countingJob(topics)]);
    await write(topics.input, records(1, 5));
    await untilKept('half', 5);

    const changed = countingJob({ ...topics, below: 7 });
    expect(await submit([changed])).toMatchObject([{ outcome: 'changed', isWrong: true }]);
    expect(await jobStatuses(rest, [changed])).toMatchObject([
      { isRight: false, problem: expect.stringContaining('aiops flink upgrade') },
    ]);
    expect(await submit([changed], 'upgrade')).toMatchObject([
      {
        outcome: 'upgraded',
        from: expect.stringContaining('/aiops-half/savepoints/savepoint-'),
        isWrong: false,
      },
    ]);
    await write(topics.input, [...records(1, 3), ...records(1, 4, 9), ...records(3, 1)]);
    expect(await written(topics.output)).toEqual([{ minute: '00:02', count: 8 }]);
    expect(await alive('half')).toHaveLength(1);
  },
  5 * MINUTES,
);

test(
  'an upgrade, and somebody who finds the job missing meanwhile, leave one of it',
  async () => {
    const topics = await topicsOf('beside');
    await submit([countingJob(topics)]);
    const changed = countingJob({ ...topics, below: 7 });
    // The other one is just fast enough to find the job missing.
    const savepoint: FlinkRest['savepoint'] = async (...args) => {
      const path = await rest.savepoint(...args);
      expect(await submit([changed])).toMatchObject([{ outcome: 'started' }]);
      return path;
    };
    await submitJobs({ ...cluster, rest: { ...rest, savepoint } }, [changed], 'upgrade', () => undefined);
    expect(await alive('beside')).toHaveLength(1);
    expect(await jobStatuses(rest, [changed])).toMatchObject([{ isRight: true }]);
  },
  5 * MINUTES,
);

test(
  'where the state does not fit other SQL, the job starts without it and says so',
  async () => {
    const topics = await topicsOf('misfit');
    await submit([countingJob(topics)]);
    await write(topics.input, records(1, 5));
    await untilKept('misfit', 5);
    // Right after its first start a broker has no place for offsets yet, so that the first commits are lost.
    await until(
      'the offsets are committed',
      async () => (await admin.committed('flink-misfit', topics.input)) === 5,
      2 * MINUTES,
    );
    const [outcome] = await submit([countingJob({ ...topics, average: true })], 'upgrade');
    expect(outcome).toMatchObject({ outcome: 'upgraded', isWrong: false });
    expect(outcome).not.toHaveProperty('from');
    expect(outcome?.detail).toMatch(/does not fit.*incomplete.*StateMigrationException/);
    await write(topics.input, [...records(1, 3), ...records(3, 1)]);
    // The five that came before are not read again: three records, and 1 as the mean of their keys.
    expect(await written(topics.output)).toEqual([{ minute: '00:02', count: 4 }]);
  },
  5 * MINUTES,
);

test(
  'a job that the settings do not want any more is told, and stopped by an upgrade',
  async () => {
    await submit([countingJob(await topicsOf('wanted'))]);
    expect(await submit([])).toMatchObject([{ job: 'wanted', outcome: 'unwanted', isWrong: true }]);
    expect(await alive('wanted')).toHaveLength(1);
    expect(await submit([], 'upgrade')).toMatchObject([
      { job: 'wanted', outcome: 'stopped', isWrong: false },
    ]);
    expect(await jobStatuses(rest, [])).toEqual([]);
  },
  4 * MINUTES,
);

test(
  'SQL that Flink refuses fails with the reason, and keeps no other job back',
  async () => {
    const topics = await topicsOf('refused');
    const good = countingJob(topics);
    const bad = { name: 'broken', enabled: true, sql: 'INSERT INTO nowhere SELECT 1' };
    const outcomes = await submit([bad, good]);
    expect(outcomes).toMatchObject([
      { job: 'broken', outcome: 'failed', isWrong: true, detail: expect.stringMatching(/nowhere/) },
      { job: 'refused', outcome: 'started' },
    ]);
    // Nor does it take the place of a job that runs.
    const [refused] = await submit([{ ...bad, name: 'refused' }], 'upgrade');
    expect(refused).toMatchObject({ outcome: 'failed', detail: expect.stringMatching(/runs on .*nowhere/s) });
    expect(await alive('refused')).toMatchObject([{ state: 'RUNNING' }]);
  },
  4 * MINUTES,
);

test(
  'a cluster that was started anew gets its jobs again, each of its last checkpoint',
  async () => {
    const topics = await topicsOf('lost');
    const job = countingJob(topics);
    await submit([job]);
    await write(topics.input, records(1, 5));
    await untilKept('lost', 5);

    await flink.jobManager.kill();
    await expect(submit([job])).rejects.toThrow(/Flink does not answer at http/);
    await flink.jobManager.restart();
    await awaitCluster({
      rest,
      gatewayUrl: flink.gatewayUrl,
      jobs: ['lost'],
      waitMs: 90_000,
      onWaiting: () => undefined,
    });
    expect(await jobStatuses(rest, [job])).toMatchObject([{ state: 'MISSING', isRight: false }]);
    expect(await submit([job])).toMatchObject([
      { outcome: 'started', from: expect.stringMatching(/\/aiops-lost\/checkpoints\/\w+\/chk-\d+\/?$/) },
    ]);
    await write(topics.input, [...records(1, 3), ...records(3, 1)]);
    expect(await written(topics.output)).toEqual([{ minute: '00:02', count: 8 }]);
  },
  10 * MINUTES,
);

test('what has to be there is waited for, and named with what to do when it does not come', async () => {
  const needs = {
    rest,
    gatewayUrl: flink.gatewayUrl,
    jobs: [] as string[],
    waitMs: 1_000,
    onWaiting: () => {},
  };
  await until('all slots are free', async () => (await rest.overview()).freeSlots === 8, 2 * MINUTES);
  const nine = Array.from({ length: 9 }, (_, i) => `job-${i}`);
  await expect(awaitCluster({ ...needs, jobs: nine })).rejects.toThrow(
    /8 of 8 task slots free, and 9 jobs have to be started: .*FLINK_TASK_SLOTS/,
  );
  const nobody = `http://127.0.0.1:${await freePort()}`;
  await expect(awaitCluster({ ...needs, gatewayUrl: nobody })).rejects.toThrow(
    /SQL gateway does not answer at .*FLINK_GATEWAY_URL/,
  );
  await expect(awaitCluster({ ...needs, rest: createFlinkRest({ url: nobody }) })).rejects.toThrow(
    /Flink does not answer at .*ECONNREFUSED.*flink-jobmanager.*FLINK_REST_URL/,
  );
  const waited: string[] = [];
  await expect(
    awaitCluster({ ...needs, gatewayUrl: flink.url, jobs: nine, onWaiting: (what) => waited.push(what) }),
  ).rejects.toThrow();
  expect(waited).toHaveLength(1);
});
