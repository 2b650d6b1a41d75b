import { partitionOf } from '@aiops/contracts';
import { describe, expect, test } from 'vitest';
import { type BusFixture, numbers } from './bus-fixture.ts';
import { textOf } from './inbox.ts';

/** Topics, publishing, and reading without a group. */
export function publishingRules(fixture: BusFixture): void {
  const { inbox, newName, newTopic, send } = fixture;

  describe('topics', () => {
    test('are created with their partitions and can be written at once', async () => {
      const specs = numbers(7).map((i) => ({
        topic: newName('many'),
        partitions: i + 1,
        replicationFactor: 1,
      }));
      await fixture.bus.ensureTopics(specs);
      await fixture.bus.publish(
        specs.map(({ topic, partitions }) => ({ topic, partition: partitions - 1, key: null, value: 'x' })),
      );
      for (const { topic, partitions } of specs) expect(await fixture.bus.partitions(topic)).toBe(partitions);
    });

    test('that exist are left as they are', async () => {
      const topic = await newTopic(2);
      await send(topic, ['kept']);
      await fixture.bus.ensureTopics([{ topic, partitions: 5, replicationFactor: 1 }]);
      expect(await fixture.bus.partitions(topic)).toBe(2);
      const [record] = await fixture.bus.read(topic, partitionOf('key', 2), 0, 10);
      expect(record?.value?.toString()).toBe('kept');
    });

    test('may be asked for by several at once', async () => {
      const specs = [{ topic: newName('raced'), partitions: 3, replicationFactor: 1 }];
      await Promise.all([fixture.bus.ensureTopics(specs), fixture.bus.ensureTopics(specs)]);
      expect(await fixture.bus.partitions(specs[0]?.topic ?? '')).toBe(3);
    });

    test('that are missing are named in the error, and not created by the way', async () => {
      const topic = newName('missing');
      const error = { name: 'UnknownTopic', message: expect.stringContaining(`${topic} does not exist`) };
      await expect(fixture.bus.partitions(topic)).rejects.toMatchObject(error);
      await expect(send(topic, ['x'])).rejects.toMatchObject(error);
      await expect(fixture.bus.read(topic, 0, 0, 1)).rejects.toMatchObject(error);
      await expect(fixture.bus.extent(topic)).rejects.toMatchObject(error);
      const group = newName('group');
      await expect(inbox([topic], { group })).rejects.toMatchObject(error);
      await expect(fixture.bus.partitions(topic)).rejects.toMatchObject(error);
      const { until } = await inbox([await newTopic()], { group });
      await until(0);
    });
  });

  describe('publishing', () => {
    test('puts records of a key on the partition that murmur2 says, in their order', async () => {
      const topic = await newTopic();
      const keys = numbers(20).map((i) => `entity-${i}`);
      for (const round of numbers(5))
        await fixture.bus.publish(keys.map((key) => ({ topic, key, value: String(round) })));
      const { until, records } = await inbox([topic]);
      await until(100);
      for (const key of keys) {
        const own = records().filter((record) => record.key?.toString() === key);
        expect(own.map(textOf)).toEqual(['0', '1', '2', '3', '4']);
        expect(new Set(own.map((record) => record.partition))).toEqual(new Set([partitionOf(key, 3)]));
      }
    });

    test('keeps the order of calls that do not wait for each other', async () => {
      const topic = await newTopic(1);
      await Promise.all(numbers(30).map((i) => send(topic, [`${i}`])));
      const records = await fixture.bus.read(topic, 0, 0, 100);
      expect(records.map(textOf)).toEqual(numbers(30).map(String));
    });

    test('spreads records without a key over all partitions', async () => {
      const topic = await newTopic();
      await send(topic, numbers(9).map(String), null);
      const extent = await fixture.bus.extent(topic);
      expect(extent.map(({ next }) => next)).toEqual([3, 3, 3]);
    });

    test('obeys a fixed partition, and refuses one that does not exist', async () => {
      const topic = await newTopic();
      await fixture.bus.publish(
        numbers(3).map((partition) => ({ topic, partition, key: 'same', value: 'x' })),
      );
      expect((await fixture.bus.extent(topic)).map(({ next }) => next)).toEqual([1, 1, 1]);
      await expect(fixture.bus.publish([{ topic, partition: 3, key: null, value: 'x' }])).rejects.toThrow(
        `Partition 3 of ${topic}`,
      );
    });

    test('leaves bytes, tombstones and headers as they are', async () => {
      const topic = await newTopic(1);
      const bytes = Buffer.from([0, 255, 128, 10, 13, 0xc3, 0x28]);
      const before = Date.now();
      await fixture.bus.publish([
        { topic, key: bytes, value: bytes, headers: { 'ce-id': 'a', text: 'Straße 雪' } },
        { topic, key: 'gone', value: null },
        { topic, key: '', value: '' },
      ]);
      const expected = [
        {
          topic,
          partition: 0,
          offset: 0,
          key: bytes,
          value: bytes,
          headers: { 'ce-id': 'a', text: 'Straße 雪' },
        },
        { offset: 1, key: Buffer.from('gone'), value: null, headers: {} },
        { offset: 2, key: Buffer.alloc(0), value: Buffer.alloc(0) },
      ];
      const { until, records } = await inbox([topic]);
      await until(3);
      expect(records()).toMatchObject(expected);
      expect(await fixture.bus.read(topic, 0, 0, 10)).toMatchObject(expected);
      // Clocks of a broker and of this process may differ a little.
      expect(Math.abs((records()[0]?.recordedAt ?? 0) - before)).toBeLessThan(60_000);
    });

    test('is done with the bytes that it was given once it resolves', async () => {
      const topic = await newTopic(1);
      const value = Buffer.from('before');
      await fixture.bus.publish([{ topic, key: null, value }]);
      value.fill('x');
      expect((await fixture.bus.read(topic, 0, 0, 1)).map(textOf)).toEqual(['before']);
    });

    test('takes more in one call than fits in one request', async () => {
      const topic = await newTopic(1);
      const value = Buffer.alloc(10_000, 'x');
      await fixture.bus.publish(numbers(400).map((i) => ({ topic, key: String(i), value })));
      const records = await fixture.bus.read(topic, 0, 0, 1_000);
      expect(records.map((record) => record.key?.toString())).toEqual(numbers(400).map(String));
    });

    test('of nothing is nothing', async () => {
      await fixture.bus.publish([]);
    });
  });

  describe('reading without a group', () => {
    test('gives a range of a partition, however often it is asked', async () => {
      const topic = await newTopic(2);
      await fixture.bus.publish(
        numbers(50).map((i) => ({ topic, partition: 1, key: null, value: String(i) })),
      );
      const range = async (from: number, limit: number) =>
        (await fixture.bus.read(topic, 1, from, limit)).map((record) => [record.offset, textOf(record)]);
      expect(await range(47, 10)).toEqual([47, 48, 49].map((i) => [i, String(i)]));
      expect(await range(10, 2)).toEqual([10, 11].map((i) => [i, String(i)]));
      expect(await range(50, 10)).toEqual([]);
      expect(await range(0, 0)).toEqual([]);
      expect(await fixture.bus.read(topic, 0, 0, 10)).toEqual([]);
      expect(await fixture.bus.extent(topic)).toEqual([
        { first: 0, next: 0 },
        { first: 0, next: 50 },
      ]);
    });

    test('refuses a partition that does not exist', async () => {
      const topic = await newTopic(2);
      await expect(fixture.bus.read(topic, 2, 0, 1)).rejects.toThrow(/Partition 2 of .* does not exist/);
    });
  });
}
