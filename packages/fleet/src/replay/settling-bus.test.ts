import { createMemoryBus } from '@aiops/runtime';
import { expect, test } from 'vitest';
import { settlingBus } from './settling-bus.ts';

async function busWith(onValue: (value: string) => Promise<void>) {
  const bus = settlingBus(createMemoryBus({ batchSize: 2 }));
  await bus.ensureTopics(['in', 'out'].map((topic) => ({ topic, partitions: 1, replicationFactor: 1 })));
  await bus.consume({
    group: 'g',
    topics: ['in', 'out'],
    onBatch: async ({ records }) => {
      for (const { value } of records) await onValue(String(value));
    },
    onCrash: (error) => bus.fail(error),
  });
  return bus;
}
const record = (topic: string, value: string) => ({ topic, key: null, value });

test('a bus has settled once also that has been processed which was published meanwhile', async () => {
  const seen: string[] = [];
  const bus = await busWith(async (value) => {
    seen.push(value);
    if (value.length < 4) await bus.publish([record('out', `${value}'`)]);
  });
  await bus.publish(['a', 'b', 'c'].map((value) => record('in', value)));
  await bus.settled();
  expect(seen).toHaveLength(12);
  await bus.close();
});

test('nobody waits for a bus that has failed', async () => {
  const bus = await busWith(() => new Promise(() => undefined));
  await bus.publish([record('in', 'a')]);
  bus.fail(new Error('it broke'));
  await expect(bus.settled()).rejects.toThrow('it broke');
});
