import { type Consumer, createMemoryBus } from '@aiops/runtime';
import { expect, test } from 'vitest';
import { observeBus } from './observed-bus.ts';

test('what a member had processed but not committed is waited for again after it has gone', async () => {
  const bus = observeBus(createMemoryBus());
  await bus.ensureTopics([{ topic: 't', partitions: 1, replicationFactor: 1 }]);
  const join = (seen: string[]): Promise<Consumer> =>
    bus.consume({
      group: 'g',
      topics: ['t'],
      onBatch: async ({ records }) => void seen.push(...records.map(({ value }) => String(value))),
      onCrash: (error) => expect.fail(error.message),
    });
  const [first, second, third]: string[][] = [[], [], []];
  const member = await join(first as string[]);
  await bus.publish(['a', 'b'].map((value) => ({ topic: 't', key: null, value })));
  await bus.settled();
  expect(first).toEqual(['a', 'b']);
  await member.close();
  let settled = false;
  const waiting = bus.settled().then(() => {
    settled = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(settled).toBe(false);
  const successor = await join(second as string[]);
  await waiting;
  expect(second).toEqual(['a', 'b']);
  await successor.commit(0, { t: 2 });
  await successor.close();
  await join(third as string[]);
  await bus.settled();
  expect(third).toEqual([]);
});
