import { type SchemaTopic, topics, type ValueOf } from '@aiops/contracts';
import { type Bus, createKafkaBus } from '@aiops/runtime';
import { afterAll, afterEach, beforeAll, describe, expect, type TestContext, test } from 'vitest';
import { type RunningFleet, runAiops, startUp } from './testing/aiops-process.ts';
import { brokenMessages } from './testing/broken-messages.ts';
import { counterOf } from './testing/counter-of.ts';
import { handPushed, handPushedFiring } from './testing/hand-pushed.ts';
import { lagOf } from './testing/lag.ts';
import { readOutcome } from './testing/outcome.ts';
import { type Read, readMessages, readRecords } from './testing/read-topic.ts';
import { type Servers, startServers } from './testing/servers.ts';
import { uncommitted } from './testing/uncommitted.ts';
import { until } from './testing/until.ts';

let servers: Servers;
let bus: Bus;
beforeAll(async () => {
  servers = await startServers();
  bus = await createKafkaBus({ bootstrapServers: servers.kafka.bootstrapServers, clientId: 'test' });
});
afterAll(async () => {
  await bus?.close();
  await servers?.stop();
});

const arrival = <T extends SchemaTopic>(
  topic: T,
  what: string,
  wanted: (value: ValueOf<T>) => boolean,
): Promise<Read<ValueOf<T>>> =>
  until(`${what} on ${topic}`, async () =>
    (await readMessages(bus, topic)).find(({ value }) => wanted(value)),
  );

const push = (value: string | Buffer | null) => bus.publish([{ topic: topics.metrics, key: null, value }]);

const sampleOf = (metric: string, instance: string, values: readonly (readonly [number, number])[]) =>
  JSON.stringify({ metric_name: metric, labels: { instance }, values });

/** What the fleet wrote, when a test of it failed. */
const tellWhy = (fleet: RunningFleet | undefined, { task }: TestContext) => {
  if (task.result?.state === 'fail') console.error(fleet?.stderr());
};

const stopped = async (fleet: RunningFleet) => {
  fleet.signal('SIGTERM');
  const { code, stderr } = await fleet.ended;
  expect(stderr).toMatch(/Stopped\.\n$/);
  return code;
};

describe('the fleet on Kafka, Redis and Neo4j', { timeout: 90_000 }, () => {
  let fleet: RunningFleet;
  beforeAll(async () => {
    fleet = await startUp({ args: ['--no-demo'], env: servers.env });
  });
  afterEach((context) => tellWhy(fleet, context));
  afterAll(() => fleet?.signal('SIGKILL'));

  test('the topology is in Neo4j, as the cypher of the documentation finds it', async () => {
    const rows = await servers.neo4j.query(
      'MATCH (d:Device) OPTIONAL MATCH (d)-[r:CONNECTS_TO]->(other:Device) WITH d, count(r) AS degree ' +
        'RETURN d.name, d.type, degree ORDER BY degree DESC',
    );
    expect(rows).toContainEqual(['core-sw-1', 'switch', expect.any(Number)]);
  });

  test('the hand-pushed sample makes its rule pending, and with a second value fires it', async () => {
    await push(handPushed);
    await arrival(topics.events, 'rule_pending', ({ event_type }) => event_type === 'rule_pending');
    await push(handPushedFiring);
    const { value } = await arrival(topics.anomalies, 'cpu_high', ({ rule }) => rule === 'cpu_high');
    expect(value).toMatchObject({ status: 'firing', entity_name: 'test-server' });
  });

  test('broken messages are dead letters that can be listed, looked at and sent round again', async () => {
    const broken = brokenMessages('infinite number');
    for (const { value } of broken) await push(value);
    await until(
      'ten dead letters',
      async () => (await readRecords(bus, topics.deadLetters)).length >= broken.length,
    );
    const listed = await runAiops({ args: ['dlq', 'list', '--json'], env: servers.env });
    const letters = listed.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string; reason: string; topic: string });
    expect(letters.map(({ reason }) => reason).sort()).toEqual(broken.map(({ reason }) => reason).sort());
    const notJson = letters.find(({ reason }) => reason === 'not_json')?.id ?? '';
    const shown = JSON.parse(
      (await runAiops({ args: ['dlq', 'show', notJson], env: servers.env })).stdout,
    ) as { value: string };
    expect(broken.map(({ value }) => String(value))).toContain(shown.value);
    const redriven = await runAiops({ args: ['dlq', 'redrive', notJson], env: servers.env });
    expect([redriven.code, redriven.stderr]).toEqual([0, '1 redriven.\n']);
    const again = await until(
      'the redriven letter is back',
      async () => (await readRecords(bus, topics.deadLetters))[broken.length],
    );
    expect(String(again.value)).toBe(shown.value);
  });

  test('SIGTERM ends it with nothing uncommitted', async () => {
    expect(await stopped(fleet)).toBe(0);
    const consumed = {
      'aiops-data-ingestion': [topics.otlpSpans],
      'aiops-anomaly-detection': [topics.metrics, topics.logs, topics.traces],
      'aiops-root-cause-analysis': [topics.anomalies, topics.watermarks],
      'aiops-insights-action': [topics.rcaResults],
    };
    for (const [group, names] of Object.entries(consumed))
      expect(await uncommitted(bus, group, names)).toEqual([]);
  });
});

describe('when a server fails under the running fleet', { timeout: 120_000 }, () => {
  let fleet: RunningFleet;
  beforeAll(async () => {
    await servers.redis.command('FLUSHALL');
    fleet = await startUp({ args: ['--no-demo'], env: servers.env });
  });
  afterEach((context) => tellWhy(fleet, context));
  afterAll(() => fleet?.signal('SIGKILL'));

  const calm = (from: number, count: number) =>
    Array.from({ length: count }, (_, i) => [from + 10 * i, 50 + (i % 3)] as const);
  const idle = () => until('all is processed', async () => (await lagOf(fleet.apiUrl)) === 0);

  /** Once detection has noticed, it has dropped what it held in memory: every later sample meets rebuilt state. */
  const noticed = () =>
    counterOf(fleet.apiUrl, 'aiops_occurrences_total', /"anomaly-detection".*"state_lost"/);
  /** This host is measured all the time, so checkpoints go on; a round of them saves at most three tasks of a service. */
  const everythingSaved = async () => {
    const saved = () => counterOf(fleet.apiUrl, 'aiops_checkpoints_total', /anomaly-detection.*saved/);
    const before = await saved();
    await until('a whole round of checkpoints', async () => (await saved()) > before + 3);
  };

  test('a flushed Redis is noticed, the state rebuilt from the topics, and nothing is said twice', async () => {
    const now = Math.floor(Date.now() / 1000);
    const series = Array.from({ length: 8 }, (_, i) => `calm-${i}`);
    for (const name of series) await push(sampleOf('queue_length', name, calm(now - 3_000, 200)));
    for (const [i, name] of ['rack-sw-1', 'server-1'].entries())
      await push(sampleOf('memory_usage', name, [[now + i, 99]]));
    await arrival(topics.anomalies, 'memory_high', ({ entity_name }) => entity_name === 'server-1');
    await idle();
    await everythingSaved();
    const before = await readOutcome(bus);
    const lossesBefore = await noticed();
    await servers.redis.command('FLUSHALL');
    for (const name of series) await push(sampleOf('queue_length', name, calm(now - 1_000, 5)));
    await until('the loss is noticed', async () => (await noticed()) > lossesBefore, 60_000);
    await push(sampleOf('queue_length', 'calm-0', [[now - 950, 5_000]]));
    const { value } = await arrival(
      topics.anomalies,
      'the spike',
      ({ entity_name }) => entity_name === 'calm-0',
    );
    await idle();
    const after = await readOutcome(bus);
    const fresh = Object.keys(after.anomalies).filter((id) => before.anomalies[id] === undefined);
    expect(fresh).toEqual([`${value.anomaly_id} 1`]);
    expect(fleet.isRunning(), fleet.stderr()).toBe(true);
  });

  test('a broker that goes away makes it unready, with the reason, until it is back', async () => {
    const readyz = async () => {
      const response = await fetch(`${fleet.apiUrl}/readyz`);
      return { status: response.status, text: await response.text() };
    };
    await until('it is ready', async () => (await readyz()).status === 200);
    await servers.kafka.kill();
    const down = await until('it is unready', async () => {
      const answer = await readyz();
      return answer.status === 503 && answer;
    }).finally(() => servers.kafka.restart());
    expect(down.text).toContain(servers.kafka.bootstrapServers);
    await until('it is ready again', async () => (await readyz()).status === 200, 60_000);
    await push(sampleOf('disk_usage', 'after-the-outage', [[1e9, 99]]));
    await arrival(topics.anomalies, 'disk_high', ({ entity_name }) => entity_name === 'after-the-outage');
    expect(await stopped(fleet)).toBe(0);
  });
});

describe('a message as large as the broker takes', { timeout: 60_000 }, () => {
  let fleet: RunningFleet;
  beforeAll(async () => {
    fleet = await startUp({ args: ['--no-demo'], env: servers.env });
  });
  afterEach((context) => tellWhy(fleet, context));
  afterAll(() => fleet?.signal('SIGKILL'));

  test.each([
    ['broken', (size: number) => 'x'.repeat(size)],
    [
      'good',
      (size: number) => {
        const text = sampleOf('disk_usage', 'large', [[1e9, 99]]);
        return `${text.slice(0, -1)},"padding":"${'x'.repeat(size - text.length - 14)}"}`;
      },
    ],
  ])('does not stop its partition when it is %s', async (kind, payload) => {
    await push(payload(1_048_400));
    for (let i = 0; i < 3; i++) await push(sampleOf('memory_usage', `after-${kind}-${i}`, [[1e9, 99]]));
    for (let i = 0; i < 3; i++) {
      const after = `after-${kind}-${i}`;
      await arrival(topics.anomalies, after, ({ entity_name }) => entity_name === after);
    }
    expect(fleet.isRunning(), fleet.stderr()).toBe(true);
  });
});
