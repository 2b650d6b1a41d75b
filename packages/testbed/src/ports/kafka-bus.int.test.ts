import { type Bus, createKafkaBus, Fenced, Unavailable } from '@aiops/runtime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type KafkaServer, startKafka } from '../servers/kafka.ts';
import { freePort } from '../servers/process.ts';
import { busContract } from './bus.contract.ts';
import { eventually, openInbox, textOf } from './inbox.ts';

let server: KafkaServer;
beforeAll(async () => {
  server = await startKafka();
});
afterAll(() => server?.stop());

busContract('Kafka', () =>
  createKafkaBus({ bootstrapServers: server.bootstrapServers, clientId: 'contract' }),
);

type Settings = Partial<Parameters<typeof createKafkaBus>[0]>;

describe('the Kafka bus', { timeout: 120_000 }, () => {
  let topics = 0;
  const withBus = async (run: (bus: Bus) => Promise<void>, settings: Settings = {}) => {
    const bus = await createKafkaBus({
      bootstrapServers: server.bootstrapServers,
      clientId: 'test',
      ...settings,
    });
    try {
      await run(bus);
    } finally {
      await bus.close();
    }
  };
  const newTopic = async (bus: Bus, partitions = 1) => {
    const topic = `kafka-only-${process.pid}-${topics++}`;
    await bus.ensureTopics([{ topic, partitions, replicationFactor: 1 }]);
    return topic;
  };
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

  test('a broker that is not there is an Unavailable that names the address and the setting', async () => {
    const port = await freePort();
    const started = performance.now();
    const attempt = createKafkaBus({ bootstrapServers: `127.0.0.1:${port}`, clientId: 'test' });
    await expect(attempt).rejects.toBeInstanceOf(Unavailable);
    await expect(attempt).rejects.toThrow(
      new RegExp(`Kafka at 127.0.0.1:${port} is not reachable: .*check KAFKA_BOOTSTRAP_SERVERS`),
    );
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  test('a handler that takes longer than the session timeout keeps its partitions', async () => {
    await withBus(
      async (bus) => {
        const topic = await newTopic(bus);
        const current: boolean[] = [];
        const inbox = await openInbox(bus, {
          group: `slow-${topic}`,
          topics: [topic],
          async onBatch(_, session) {
            if (current.length === 0) await pause(9_000);
            current.push(session.isCurrent());
          },
        });
        await bus.publish([{ topic, key: null, value: 'a' }]);
        await inbox.until(1);
        await inbox.commit();
        await bus.publish([{ topic, key: null, value: 'b' }]);
        await inbox.until(2);
        expect(inbox.values()).toEqual(['a', 'b']);
        expect(current).toEqual([true, true]);
        expect(new Set(inbox.batches.map((batch) => batch.assignment)).size).toBe(1);
      },
      { sessionTimeoutMs: 6_000 },
    );
  });

  test('a member that is stuck is replaced, and its late commit is refused', async () => {
    await withBus(
      async (bus) => {
        const topic = await newTopic(bus);
        const group = `stuck-${topic}`;
        let release = () => {};
        const stuck = new Promise<void>((resolve) => {
          release = resolve;
        });
        let started = false;
        const refusal: unknown[] = [];
        const first = await openInbox(bus, {
          group,
          topics: [topic],
          async onBatch(batch, session) {
            if (started) return;
            started = true;
            await stuck;
            expect(session.isCurrent()).toBe(false);
            await first.consumer
              .commit(batch.partition, { [topic]: 1 })
              .catch((error) => refusal.push(error));
          },
        });
        await bus.publish([{ topic, key: null, value: 'a' }]);
        await eventually(() => expect(started).toBe(true));
        const second = await openInbox(bus, { group, topics: [topic] });
        await second.until(1);
        expect(second.values()).toEqual(['a']);
        // The heartbeat of the stuck member learns that it has been removed.
        await pause(2_000);
        release();
        await eventually(() => expect(refusal).toHaveLength(1));
        expect(refusal[0]).toBeInstanceOf(Fenced);
        expect(await second.consumer.committed(0)).toEqual({});
      },
      { sessionTimeoutMs: 6_000, rebalanceTimeoutMs: 6_000 },
    );
  });

  test('publishing and consuming go on after the broker crashed and came back', async () => {
    await withBus(async (bus) => {
      const topic = await newTopic(bus);
      const inbox = await openInbox(bus, { group: `crash-${topic}`, topics: [topic] });
      await bus.publish([{ topic, key: null, value: 'before' }]);
      await inbox.until(1);
      await inbox.commit();
      await server.kill();
      await expect(bus.publish([{ topic, key: null, value: 'during' }])).rejects.toBeInstanceOf(Unavailable);
      await server.restart();
      await eventually(() => bus.publish([{ topic, key: null, value: 'after' }]));
      await eventually(() => expect(inbox.values()).toContain('after'));
      await eventually(() => inbox.commit());
      const { next } = (await bus.extent(topic))[0] ?? { next: 0 };
      await eventually(async () => expect(await inbox.consumer.committed(0)).toEqual({ [topic]: next }));
    });
  });

  test('topics go by other names on the broker when so configured', async () => {
    const physical = `team.metrics.${process.pid}`;
    await withBus(
      async (bus) => {
        await bus.ensureTopics([{ topic: 'aiops.metrics', partitions: 2, replicationFactor: 1 }]);
        await bus.publish([{ topic: 'aiops.metrics', partition: 1, key: null, value: 'a' }]);
        const inbox = await openInbox(bus, { group: physical, topics: ['aiops.metrics'] });
        await inbox.until(1);
        expect(inbox.records()).toMatchObject([{ topic: 'aiops.metrics', partition: 1 }]);
        await inbox.commit();
        expect(await inbox.consumer.committed(1)).toEqual({ 'aiops.metrics': 1 });
        expect((await bus.read('aiops.metrics', 1, 0, 9)).map(textOf)).toEqual(['a']);
      },
      { topics: { 'aiops.metrics': physical } },
    );
    await withBus(async (bus) => {
      expect(await bus.partitions(physical)).toBe(2);
      await expect(bus.partitions('aiops.metrics')).rejects.toThrow('aiops.metrics does not exist');
    });
  });

  test('more copies than brokers are capped with a warning, and other partition counts are reported', async () => {
    const warnings: string[] = [];
    const silent = () => {};
    const logger = {
      debug: silent,
      info: silent,
      error: silent,
      warn: (_: object, text: string) => void warnings.push(text),
    };
    await withBus(
      async (bus) => {
        const topic = `capped-${process.pid}`;
        await bus.ensureTopics([{ topic, partitions: 2, replicationFactor: 3 }]);
        await bus.ensureTopics([{ topic, partitions: 5, replicationFactor: 1 }]);
        expect(warnings).toEqual([
          `Topic ${topic} gets 1 instead of 3 copies: there are no more brokers.`,
          `Topic ${topic} has 2 partitions and keeps them; 5 are configured.`,
        ]);
      },
      { logger },
    );
  });

  test('a record that is too large for the broker is refused with its place and size', async () => {
    await withBus(async (bus) => {
      const topic = await newTopic(bus);
      const value = Buffer.alloc(2_000_000);
      await expect(bus.publish([{ topic, key: null, value }])).rejects.toThrow(
        new RegExp(`about 20\\d{5} bytes for ${topic}/0 is larger than the broker takes`),
      );
    });
  });
});
