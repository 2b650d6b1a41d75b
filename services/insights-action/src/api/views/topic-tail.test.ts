import { topics } from '@aiops/contracts';
import { type BusRecord, createFleetTopics, createMemoryBus, encode } from '@aiops/runtime';
import { expect, test } from 'vitest';
import { sampleAnomaly } from '../../testing/sample-incident.ts';
import { createTopicTail } from './topic-tail.ts';

const record = (name: string) =>
  encode({ topic: topics.anomalies, key: 'lab', value: sampleAnomaly(name, 'server', 'cpu', 0) }, 'test');

async function followed(newest = 100) {
  const bus = createMemoryBus();
  await createFleetTopics(bus, 3, 1);
  const seen: string[] = [];
  const tail = createTopicTail(
    bus,
    topics.anomalies,
    newest,
    ({ value }) => void seen.push(value.entity_name ?? ''),
  );
  return { bus, seen, tail };
}

test('it begins some records before the end and then reads each once', async () => {
  const { bus, seen, tail } = await followed(2);
  await bus.publish(['a', 'b', 'c'].map(record));
  await tail.poll();
  expect(seen).toEqual(['b', 'c']);
  await bus.publish([record('d')]);
  await tail.poll();
  await tail.poll();
  expect(seen).toEqual(['b', 'c', 'd']);
});

test('more than one read holds is read to the end', async () => {
  const { bus, seen, tail } = await followed(2_000);
  await bus.publish(Array.from({ length: 1_200 }, (_, number) => record(`n${number}`)));
  await tail.poll();
  expect(seen).toHaveLength(1_200);
});

test('what is no anomaly is passed over', async () => {
  const { bus, seen, tail } = await followed();
  await bus.publish([{ topic: topics.anomalies, key: 'lab', value: '{"__proto__":1}' }, record('a')]);
  await bus.publish([{ topic: topics.anomalies, key: 'lab', value: null }, record('b')]);
  await tail.poll();
  expect(seen).toEqual(['a', 'b']);
});

test('a topic whose last offsets hold no records, or that was made anew, is followed all the same', async () => {
  const reads: number[] = [];
  let extent = { first: 0, next: 10 };
  const bus = {
    extent: async () => [extent],
    async read(_topic: string, _partition: number, from: number): Promise<BusRecord[]> {
      reads.push(from);
      return [];
    },
  };
  const tail = createTopicTail(bus, topics.anomalies, 4, () => {});
  await tail.poll();
  await tail.poll();
  expect(reads).toEqual([6]);
  extent = { first: 0, next: 3 };
  await tail.poll();
  expect(reads).toEqual([6, 0]);
  extent = { first: 20, next: 21 };
  await tail.poll();
  expect(reads).toEqual([6, 0, 20]);
});

test('where the bus fails it goes on from later', async () => {
  const { bus, seen } = await followed();
  let isAway = false;
  const flaky = {
    extent: bus.extent.bind(bus),
    read: async (...given: Parameters<typeof bus.read>) => {
      if (isAway) throw new Error('away');
      return bus.read(...given);
    },
  };
  const tail = createTopicTail(
    flaky,
    topics.anomalies,
    100,
    ({ value }) => void seen.push(value.entity_name ?? ''),
  );
  await tail.poll();
  await bus.publish([record('a')]);
  isAway = true;
  await expect(tail.poll()).rejects.toThrow('away');
  isAway = false;
  await tail.poll();
  expect(seen).toEqual(['a']);
});
