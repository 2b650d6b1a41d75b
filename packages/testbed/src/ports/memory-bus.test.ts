import { type Batch, createMemoryBus, type MemoryBus } from '@aiops/runtime';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { busContract } from './bus.contract.ts';
import { numbers } from './bus-fixture.ts';
import { eventually, openInbox, textOf } from './inbox.ts';

busContract('memory', async () => createMemoryBus());

describe('the in-memory bus', () => {
  test('keeps no more records than it may, and readers go on with the oldest that is kept', async () => {
    const warnings: object[] = [];
    const silent = () => {};
    const bus = createMemoryBus({
      maxRecordsPerPartition: 10,
      logger: { debug: silent, info: silent, warn: (fields) => void warnings.push(fields), error: silent },
    });
    await bus.ensureTopics([{ topic: 't', partitions: 1, replicationFactor: 1 }]);
    const first = await openInbox(bus, { group: 'g', topics: ['t'] });
    await bus.publish([{ topic: 't', key: null, value: '0' }]);
    await first.until(1);
    await first.commit();
    await first.consumer.close();
    await bus.publish(numbers(25).map((i) => ({ topic: 't', key: null, value: String(i + 1) })));
    expect(await bus.extent('t')).toEqual([{ first: 16, next: 26 }]);
    expect((await bus.read('t', 0, 0, 100)).map(textOf)).toEqual(numbers(10).map((i) => String(i + 16)));
    const second = await openInbox(bus, { group: 'g', topics: ['t'] });
    await second.until(10);
    expect(second.records()[0]).toMatchObject({ offset: 16, value: Buffer.from('16') });
    expect(warnings).toEqual([{ group: 'g', topic: 't', partition: 0, lost: 15 }]);
    await bus.close();
  });

  test('gives batches of the asked size in the order that pick chooses', async () => {
    const bus = createMemoryBus({ batchSize: 2, pick: (candidates) => candidates.length - 1, now: () => 42 });
    await bus.ensureTopics([{ topic: 't', partitions: 2, replicationFactor: 1 }]);
    await bus.publish(numbers(6).map((i) => ({ topic: 't', partition: i % 2, key: null, value: String(i) })));
    const inbox = await openInbox(bus, { group: 'g', topics: ['t'] });
    await inbox.until(6);
    expect(inbox.batches.map((batch) => batch.records.map(textOf).join())).toEqual(['1,3', '5', '0,2', '4']);
    expect(inbox.records().every((record) => record.recordedAt === 42)).toBe(true);
    await bus.close();
  });

  test('waits before it delivers a rejected batch again, but not when it is closed', async () => {
    const bus = createMemoryBus({ retryDelayMs: 3_600_000 });
    await bus.ensureTopics([{ topic: 't', partitions: 1, replicationFactor: 1 }]);
    let tried = 0;
    await openInbox(bus, {
      group: 'g',
      topics: ['t'],
      async onBatch() {
        tried += 1;
        throw new Error('no');
      },
    });
    await bus.publish([{ topic: 't', key: null, value: 'a' }]);
    await eventually(() => expect(tried).toBe(1));
    await bus.publish([{ topic: 't', key: null, value: 'b' }]);
    for (const _ of numbers(20)) await new Promise((resolve) => setImmediate(resolve));
    expect(tried).toBe(1);
    await bus.close();
  });

  test('lets partitions take turns', async () => {
    const bus = createMemoryBus({ batchSize: 1 });
    await bus.ensureTopics([{ topic: 't', partitions: 3, replicationFactor: 1 }]);
    await bus.publish(
      numbers(9).map((i) => ({ topic: 't', partition: Math.floor(i / 3), key: null, value: '' })),
    );
    const inbox = await openInbox(bus, { group: 'g', topics: ['t'] });
    await inbox.until(9);
    expect(inbox.records().map((record) => record.partition)).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2]);
    await bus.close();
  });

  test('a member that vanishes is replaced at once, and its batch in hand no longer counts', async () => {
    const bus = createMemoryBus();
    await bus.ensureTopics([{ topic: 't', partitions: 1, replicationFactor: 1 }]);
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const current: boolean[] = [];
    const zombie = await openInbox(bus, {
      group: 'g',
      topics: ['t'],
      async onBatch(_, session) {
        current.push(session.isCurrent());
        await held;
        current.push(session.isCurrent());
      },
    });
    const heir = await openInbox(bus, { group: 'g', topics: ['t'] });
    await bus.publish([{ topic: 't', key: null, value: 'a' }]);
    await eventually(() => expect(current).toEqual([true]));
    zombie.consumer.abandon();
    await heir.until(1);
    expect(heir.values()).toEqual(['a']);
    release();
    await eventually(() => expect(current).toEqual([true, false]));
    await expect(zombie.consumer.commit(0, { t: 1 })).rejects.toThrow(
      /Commit refused: partition 0 of group g/,
    );
    await bus.close();
  });

  test('whatever members come, go, vanish and reject, the group gets every record in order and loses none', async () => {
    const steps = fc.array(fc.constantFrom('publish', 'join', 'leave', 'vanish', 'commit', 'turn'), {
      maxLength: 40,
    });
    const [sizes, picks] = [fc.infiniteStream(fc.integer({ min: 1, max: 4 })), fc.infiniteStream(fc.nat(9))];
    await fc.assert(
      fc.asyncProperty(steps, sizes, picks, async (actions, size, pick) => {
        const bus = createMemoryBus({
          batchSize: () => size.next().value,
          pick: (candidates) => pick.next().value % candidates.length,
          retryDelayMs: 0,
        });
        const group = await restlessGroup(bus);
        for (const action of actions) await group.act(action);
        await group.settle();
        await bus.close();
      }),
      { numRuns: 150 },
    );
  });
});

type Action = 'publish' | 'join' | 'leave' | 'vanish' | 'commit' | 'turn';

/** A group whose members do as told, and whose every fifth batch fails. */
async function restlessGroup(bus: MemoryBus) {
  const topics = ['a', 'b'];
  await bus.ensureTopics(topics.map((topic) => ({ topic, partitions: 3, replicationFactor: 1 })));
  /** Offset up to which the group has seen each partition. */
  const seen = new Map<string, number>();
  const wrong: string[] = [];
  let calls = 0;
  let published = 0;
  const onBatch = async ({ topic, partition, records }: Batch) => {
    calls += 1;
    if (calls % 5 === 0) throw new Error('every fifth batch fails');
    const place = `${topic}/${partition}`;
    const offsets = records.map((record) => record.offset);
    const [first = 0] = offsets;
    const before = seen.get(place) ?? 0;
    if (first > before) wrong.push(`${place} goes on at ${first} after ${before}`);
    if (offsets.some((offset, i) => offset !== first + i)) wrong.push(`${place} delivers ${offsets}`);
    seen.set(place, Math.max(before, first + offsets.length));
  };
  const join = () => openInbox(bus, { group: 'g', topics, onBatch });
  let members = [await join()];
  const withOldest = async (use: (oldest: Awaited<ReturnType<typeof join>>) => Promise<void> | void) => {
    const [oldest] = members;
    if (oldest !== undefined) await use(oldest);
  };
  const actions: Record<Action, () => Promise<void>> = {
    async publish() {
      published += 1;
      await bus.publish(topics.map((topic) => ({ topic, partition: published % 3, key: null, value: 'x' })));
    },
    async join() {
      members = [...members, await join()];
    },
    async leave() {
      await withOldest((oldest) => oldest.consumer.close());
      members = members.slice(1);
    },
    async vanish() {
      await withOldest((oldest) => oldest.consumer.abandon());
      members = members.slice(1);
    },
    commit: () => withOldest((oldest) => oldest.commit().catch(() => undefined)),
    turn: () => new Promise((resolve) => setImmediate(resolve)),
  };
  return {
    act: (action: Action) => actions[action](),
    /** Waits until everything has been seen, and checks that nothing was left out on the way. */
    async settle() {
      if (members.length === 0) await join();
      for (const topic of topics) {
        for (const [partition, { next }] of (await bus.extent(topic)).entries())
          await eventually(() => expect(seen.get(`${topic}/${partition}`) ?? 0).toBe(next));
      }
      expect(wrong).toEqual([]);
    },
  };
}
