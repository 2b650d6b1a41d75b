import { setTimeout as sleep } from 'node:timers/promises';
import { topics } from '@aiops/contracts';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type KafkaServer, startKafka } from '../servers/kafka.ts';
import { type RedisServer, startRedis } from '../servers/redis.ts';
import { eventually } from './inbox.ts';
import { type KafkaAdmin, kafkaAdmin } from './kafka-admin.ts';
import { type Counted, type LoopMember, type LoopWorld, loopWorld } from './loop-on-kafka.ts';

let servers: { kafka: KafkaServer; redis: RedisServer };
let admin: KafkaAdmin;
beforeAll(async () => {
  const [kafka, redis] = await Promise.all([startKafka(), startRedis()]);
  servers = { kafka, redis };
  admin = await kafkaAdmin(kafka.bootstrapServers);
});
afterAll(async () => {
  await admin?.close();
  await servers?.kafka.stop();
  await servers?.redis.stop();
});

let world: LoopWorld;
afterEach(() => world?.close());

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** What was said of a key, each thing once, where it was said first. */
const once = (said: readonly Counted[] = []) => [
  ...new Map(said.map((counted) => [JSON.stringify(counted), counted])).values(),
];

/** Each message of a key was counted once, in the order in which it was sent. */
const complete = (said: readonly Counted[] | undefined, sent: number) =>
  expect(once(said).map(({ count, sent: number }) => [count, number])).toEqual(
    numbers(1, sent).map((n) => [n, n]),
  );

const occurrences = async ({ metrics }: LoopMember, what: string): Promise<number> =>
  (await metrics.occurrences.get()).values.find(({ labels }) => labels.what === what)?.value ?? 0;

describe('a rebalance storm', () => {
  test('loses nothing, keeps the order of each key, and leaves the state as if nothing had been', {
    timeout: 180_000,
  }, async () => {
    world = await loopWorld(servers, `storm-${process.pid}`, 6);
    const keys = numbers(1, 12).map((n) => `key-${n}`);
    let sent = 0;
    let storming = true;
    const producing = (async () => {
      while (storming) {
        sent += 1;
        await Promise.all(keys.map((key) => world.send(key, sent)));
        await sleep(10);
      }
    })();
    const members = [await world.member()];
    const changes: (() => Promise<unknown>)[] = [
      async () => members.push(await world.member()),
      async () => members.push(await world.member(), await world.member()),
      async () => members.shift()?.leave(),
      async () => members.shift()?.vanish(),
      async () => members.push(await world.member()),
      async () => Promise.all([members.shift()?.leave(), members.shift()?.vanish()]),
    ];
    for (const change of changes) {
      await sleep(3_000);
      await change();
    }
    storming = false;
    await producing;
    // Whoever left, also in the middle of joining again, holds no partition any more.
    await eventually(async () => expect(await admin.members(world.group)).toBe(1));
    await eventually(async () => {
      const said = await world.published();
      for (const key of keys) expect(said.get(key)?.at(-1)?.sent).toBe(sent);
    });
    const said = await world.published();
    for (const key of keys) complete(said.get(key), sent);
    expect(members.map((member) => member.crashed())).toEqual([undefined]);
    // One member is left, and the group settles: it goes on with all keys from where the others stood.
    await Promise.all(keys.map((key) => world.send(key, sent + 1)));
    await eventually(async () => {
      const more = await world.published();
      for (const key of keys) complete(more.get(key), sent + 1);
    });
    await members[0]?.leave();
  });
});

describe('a log that does not go on where it was left', () => {
  test('because retention passed the commit is logged, counted and an event; the rest is processed', async () => {
    world = await loopWorld(servers, `retention-${process.pid}`, 1);
    const first = await world.member();
    await world.send('key', ...numbers(1, 10));
    await eventually(async () => complete((await world.published()).get('key'), 10));
    await first.leave();
    await world.send('key', ...numbers(11, 20));
    await admin.deleteBefore(world.physical(topics.metrics), 0, 15);
    const second = await world.member();
    await eventually(async () => expect(once((await world.published()).get('key'))).toHaveLength(15));
    expect(once((await world.published()).get('key')).slice(10)).toEqual(
      numbers(16, 20).map((sent, i) => ({ key: 'key', count: 11 + i, sent })),
    );
    expect(await occurrences(second, 'records_missing')).toBe(1);
    expect(await world.events('source_gap')).toMatchObject([
      {
        details: { reason: 'records_missing', topic: 'aiops.metrics', partition: 0, expected: 10, first: 15 },
      },
    ]);
  });

  test('because its topic was deleted and created anew is read from its beginning, and told', {
    timeout: 120_000,
  }, async () => {
    world = await loopWorld(servers, `recreated-${process.pid}`, 1);
    const member = await world.member();
    await world.send('key', ...numbers(1, 10));
    await eventually(async () => complete((await world.published()).get('key'), 10));
    await member.loop.checkpoint();
    await admin.deleteTopic(world.physical(topics.metrics));
    await eventually(() => admin.createTopic(world.physical(topics.metrics), 1));
    await eventually(() => world.send('key', 101));
    await world.send('key', 102, 103);
    await eventually(async () =>
      expect((await world.published()).get('key')?.map(({ sent }) => sent)).toEqual(
        expect.arrayContaining([101, 102, 103]),
      ),
    );
    const told = await Promise.all(
      ['log_restarted', 'commits_lost'].map((what) => occurrences(member, what)),
    );
    expect(told.reduce((a, b) => a + b)).toBeGreaterThan(0);
    expect(member.crashed()).toBeUndefined();
  });
});

test('a broker that is away makes the loop say so; its messages wait, and none is lost', {
  timeout: 120_000,
}, async () => {
  world = await loopWorld(servers, `away-${process.pid}`, 2);
  const member = await world.member();
  await world.send('key', ...numbers(1, 10));
  await eventually(async () => complete((await world.published()).get('key'), 10));
  expect(member.loop.healthy().up).toBe(true);
  await world.send('key', ...numbers(11, 500));
  await servers.kafka.kill();
  await eventually(() => expect(member.loop.healthy()).toMatchObject({ up: false }));
  expect(member.loop.healthy().detail).toContain(servers.kafka.bootstrapServers);
  await servers.kafka.restart();
  await eventually(async () => complete((await world.published()).get('key'), 500));
  await eventually(() => expect(member.loop.healthy().up).toBe(true));
  expect(member.crashed()).toBeUndefined();
});
