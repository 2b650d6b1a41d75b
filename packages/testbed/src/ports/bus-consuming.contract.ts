import { partitionOf } from '@aiops/contracts';
import { Fenced } from '@aiops/runtime';
import { describe, expect, test } from 'vitest';
import { type BusFixture, numbers } from './bus-fixture.ts';
import { eventually, textOf } from './inbox.ts';

/** What one member of a group is given, and what it may commit. */
export function consumingRules(fixture: BusFixture): void {
  const { inbox, newName, newTopic, send } = fixture;

  describe('a group', () => {
    test('gets what was there before it and what comes later', async () => {
      const topic = await newTopic();
      await send(topic, ['early']);
      const { until, values, batches } = await inbox([topic]);
      await until(1);
      await send(topic, ['late']);
      await until(2);
      expect(values()).toEqual(['early', 'late']);
      expect(batches.at(-1)?.endOffset).toBe(2);
    });

    test('is independent of other groups', async () => {
      const topic = await newTopic();
      await send(topic, ['a', 'b']);
      const first = await inbox([topic]);
      await first.until(2);
      await first.commit();
      const second = await inbox([topic]);
      await second.until(2);
      expect(second.values()).toEqual(['a', 'b']);
    });

    test('goes on after its commit when a new member takes over', async () => {
      const topic = await newTopic();
      const group = newName('group');
      await send(topic, ['a', 'b']);
      const first = await inbox([topic], { group });
      await first.until(2);
      await first.commit();
      await first.consumer.close();
      await send(topic, ['c']);
      const second = await inbox([topic], { group });
      await second.until(1);
      expect(second.values()).toEqual(['c']);
      expect(await second.consumer.committed(partitionOf('key', 3))).toEqual({ [topic]: 2 });
    });

    test('gets again what was not committed', async () => {
      const topic = await newTopic();
      const group = newName('group');
      await send(topic, ['a', 'b', 'c']);
      const first = await inbox([topic], { group });
      await first.until(3);
      await first.consumer.commit(partitionOf('key', 3), { [topic]: 1 });
      await first.consumer.close();
      const second = await inbox([topic], { group });
      await second.until(2);
      expect(second.values()).toEqual(['b', 'c']);
    });

    test('has committed nothing where it has not', async () => {
      const topics = [await newTopic(), await newTopic()];
      const { consumer, until } = await inbox(topics);
      expect(await consumer.committed(0)).toEqual({});
      await fixture.bus.publish([{ topic: topics[0] ?? '', partition: 0, key: null, value: 'x' }]);
      await until(1);
      await consumer.commit(0, { [topics[0] ?? '']: 1 });
      expect(await consumer.committed(0)).toEqual({ [topics[0] ?? '']: 1 });
      expect(await consumer.committed(1)).toEqual({});
    });

    test('commits several topics of a partition together', async () => {
      const topics = [await newTopic(), await newTopic()];
      const { consumer, until } = await inbox(topics);
      await fixture.bus.publish(topics.map((topic) => ({ topic, partition: 2, key: null, value: 'x' })));
      await until(2);
      const offsets = Object.fromEntries(topics.map((topic) => [topic, 1]));
      await consumer.commit(2, offsets);
      expect(await consumer.committed(2)).toEqual(offsets);
    });
  });

  describe('a batch that is rejected', () => {
    test('is delivered again with the same records, before anything later of its partition', async () => {
      const topic = await newTopic(1);
      const tried: string[] = [];
      await send(topic, ['a', 'b']);
      const { until, values } = await inbox([topic], {
        async onBatch(batch) {
          tried.push(batch.records.map(textOf).join(''));
          if (tried.length === 1) await send(topic, ['c']);
          if (tried.length < 3) throw new Error('not now');
        },
      });
      await until(3);
      expect(values()).toEqual(['a', 'b', 'c']);
      expect(tried.slice(0, 3).every((records) => records.startsWith('ab'))).toBe(true);
    });

    test('does not move the group: what came after a commit comes again', async () => {
      const topic = await newTopic(1);
      const group = newName('group');
      let failing = 0;
      const first = await inbox([topic], {
        group,
        async onBatch() {
          failing += 1;
          throw new Error('never');
        },
      });
      await send(topic, ['a']);
      await eventually(() => expect(failing).toBeGreaterThan(0));
      await first.consumer.close();
      const second = await inbox([topic], { group });
      await second.until(1);
      expect(second.values()).toEqual(['a']);
    });
  });

  test('batches come one at a time', async () => {
    const topics = [await newTopic(), await newTopic()];
    let handling = 0;
    let most = 0;
    let more = 3;
    for (const topic of topics) await send(topic, numbers(30).map(String), null);
    const { until } = await inbox(topics, {
      async onBatch() {
        most = Math.max(most, ++handling);
        if (more-- > 0) await send(topics[1] ?? '', ['more'], null);
        await new Promise((resolve) => setImmediate(resolve));
        handling -= 1;
      },
    });
    await until(63);
    expect(most).toBe(1);
  });

  test('a member that has left cannot commit', async () => {
    const topic = await newTopic(1);
    const { consumer, until } = await inbox([topic]);
    await send(topic, ['a']);
    await until(1);
    await consumer.close();
    await expect(consumer.commit(0, { [topic]: 1 })).rejects.toBeInstanceOf(Fenced);
  });

  test('a paused member finishes its batch, gets no other, and can commit before it leaves', async () => {
    const topic = await newTopic(1);
    const group = newName('group');
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let started = false;
    const first = await inbox([topic], {
      group,
      async onBatch() {
        started = true;
        await held;
      },
    });
    await send(topic, ['a']);
    await eventually(() => expect(started).toBe(true));
    await send(topic, ['b']);
    const paused = first.consumer.pause();
    release();
    await paused;
    expect(first.values()).toEqual(['a']);
    await first.commit();
    await first.consumer.close();
    const second = await inbox([topic], { group });
    await second.until(1);
    expect(second.values()).toEqual(['b']);
    expect(first.values()).toEqual(['a']);
  });

  test('a paused member does not get either what had been fetched for it already', async () => {
    const topics = [await newTopic(1), await newTopic(1)];
    for (const topic of topics) await send(topic, ['x']);
    let letJoin = () => {};
    const joined = new Promise<void>((resolve) => {
      letJoin = resolve;
    });
    let pausing: Promise<void> | undefined;
    const { consumer, batches } = await inbox(topics, {
      async onBatch() {
        await joined;
        pausing ??= pause();
      },
    });
    const pause = () => consumer.pause();
    letJoin();
    await eventually(() => expect(pausing).toBeDefined());
    await pausing;
    await consumer.close();
    expect(batches).toHaveLength(1);
  });

  test('a batch knows whether its assignment still lasts', async () => {
    const topic = await newTopic(1);
    const seen: boolean[] = [];
    const { until } = await inbox([topic], {
      async onBatch(_, session) {
        await session.heartbeat();
        seen.push(session.isCurrent());
      },
    });
    await send(topic, ['a']);
    await until(1);
    expect(seen).toEqual([true]);
  });
}
