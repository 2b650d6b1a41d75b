import { type Batch, Fenced } from '@aiops/runtime';
import { describe, expect, test } from 'vitest';
import { type BusFixture, numbers } from './bus-fixture.ts';
import { eventually, textOf } from './inbox.ts';

/** What happens to a member when others come and go. */
export function rebalancingRules(fixture: BusFixture): void {
  const { inbox, newName, newTopic, send } = fixture;

  describe('two members', () => {
    test('share the partitions, the same number of every topic with the same member', async () => {
      const topics = [await newTopic(4), await newTopic(4)];
      const group = newName('group');
      const members = [await inbox(topics, { group }), await inbox(topics, { group })];
      await eventually(() =>
        expect(members.map(({ consumer }) => consumer.assigned().length)).toEqual([2, 2]),
      );
      const owned = members.map(({ consumer }) => consumer.assigned());
      expect(owned.flat().sort()).toEqual([0, 1, 2, 3]);
      await fixture.bus.publish(
        topics.flatMap((topic) =>
          numbers(4).map((partition) => ({ topic, partition, key: null, value: 'x' })),
        ),
      );
      await eventually(() =>
        expect(members.flatMap((member) => member.records()).length).toBeGreaterThanOrEqual(8),
      );
      for (const [i, member] of members.entries()) {
        expect(new Set(member.records().map((record) => record.partition))).toEqual(new Set(owned[i]));
        expect(new Set(member.records().map((record) => record.topic))).toEqual(new Set(topics));
      }
    });

    test('take over from each other what was not committed', async () => {
      const topic = await newTopic(2);
      const group = newName('group');
      const staying = await inbox([topic], { group });
      const leaving = await inbox([topic], { group });
      await eventually(() => expect(leaving.consumer.assigned()).toHaveLength(1));
      const partition = leaving.consumer.assigned()[0] ?? -1;
      await fixture.bus.publish(['a', 'b'].map((value) => ({ topic, partition, key: null, value })));
      await leaving.until(2);
      await leaving.consumer.commit(partition, { [topic]: 1 });
      await leaving.consumer.close();
      await staying.until(1);
      expect(staying.values()).toEqual(['b']);
      expect(staying.consumer.assigned()).toEqual([0, 1]);
      expect(leaving.consumer.assigned()).toEqual([]);
    });

    test('know of each assignment by its number', async () => {
      const topic = await newTopic(1);
      const group = newName('group');
      const first = await inbox([topic], { group });
      await send(topic, ['a']);
      await first.until(1);
      const second = await inbox([topic], { group });
      await second.consumer.close();
      await eventually(() =>
        expect(first.batches.at(-1)?.assignment).toBeGreaterThan(first.batches[0]?.assignment ?? 0),
      );
      expect(new Set(first.values())).toEqual(new Set(['a']));
    });

    test('are told what they own, before the first batch of it, and when that is over', async () => {
      const topic = await newTopic(2);
      const group = newName('group');
      const first = await inbox([topic], { group });
      await send(topic, ['a']);
      await first.until(1);
      const second = await inbox([topic], { group });
      await eventually(() => expect(first.assignments.at(-1)?.partitions).toHaveLength(1));
      await eventually(() => expect(second.assignments.at(-1)?.partitions).toHaveLength(1));
      const owned = [first, second].flatMap(({ assignments }) => assignments.at(-1)?.partitions ?? []);
      expect(owned.sort()).toEqual([0, 1]);
      await second.consumer.close();
      expect(second.assignments.at(-1)?.partitions).toEqual([]);
      await eventually(() => expect(first.assignments.at(-1)?.partitions).toEqual([0, 1]));
      await first.consumer.close();
      expect(first.assignments.at(-1)?.partitions).toEqual([]);
      const numbers = first.assignments.map(({ assignment }) => assignment);
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
      expect(numbers).toContain(first.batches[0]?.assignment);
    });

    test('cannot commit what has been assigned anew', async () => {
      const topic = await newTopic(2);
      const group = newName('group');
      const first = await inbox([topic], { group });
      await fixture.bus.publish(numbers(2).map((partition) => ({ topic, partition, key: null, value: 'x' })));
      await first.until(2);
      const second = await inbox([topic], { group });
      await eventually(() => expect(first.consumer.assigned()).toHaveLength(1));
      const lost = 1 - (first.consumer.assigned()[0] ?? 0);
      await expect(first.consumer.commit(lost, { [topic]: 1 })).rejects.toBeInstanceOf(Fenced);
      await second.until(1);
      expect(await second.consumer.committed(lost)).toEqual({});
    });
  });

  test('a member cannot commit a partition that it kept in a rebalance until it had a batch of it again', async () => {
    const topic = await newTopic(2);
    const group = newName('group');
    const first = await inbox([topic], { group });
    await fixture.bus.publish(numbers(2).map((partition) => ({ topic, partition, key: null, value: 'x' })));
    await first.until(2);
    await first.consumer.pause();
    const second = await inbox([topic], { group });
    await eventually(() => expect(first.consumer.assigned()).toHaveLength(1));
    await second.until(1);
    const kept = first.consumer.assigned()[0] ?? 0;
    await expect(first.consumer.commit(kept, { [topic]: 1 })).rejects.toBeInstanceOf(Fenced);
    expect(await first.consumer.committed(kept)).toEqual({});
  });

  test('a batch in hand during a rebalance comes again when it was not committed', async () => {
    const topic = await newTopic(1);
    const group = newName('group');
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const started: string[] = [];
    const onBatch = async ({ records }: Batch) => {
      started.push(...records.map(textOf));
      await held;
    };
    const first = await inbox([topic], { group, onBatch });
    await send(topic, ['a']);
    await eventually(() => expect(started).toEqual(['a']));
    const joining = inbox([topic], { group });
    const turn = new Promise((resolve) => setImmediate(resolve));
    await turn;
    release();
    const second = await joining;
    await eventually(() => expect([...first.values(), ...second.values()]).toEqual(['a', 'a']));
  });
}
