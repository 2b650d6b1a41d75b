import { describe, expect, test } from 'vitest';
import { fetchAhead } from './kafka-fetch-ahead.ts';

/** A broker with one topic, of whose two partitions each request gets two records at most. */
function brokerWith(ends: readonly [number, number]) {
  const asked: string[][] = [];
  let failure: Error | undefined;
  const broker = {
    async fetch({ topics }: ReturnType<typeof request>) {
      asked.push(topics.flatMap(({ partitions }) => partitions.map(({ fetchOffset }) => fetchOffset)));
      if (failure !== undefined) throw failure;
      const responses = topics.map(({ topic, partitions }) => ({
        topicName: topic,
        partitions: partitions.map(({ partition, fetchOffset }) => {
          const end = ends[partition] ?? 0;
          const from = Number(fetchOffset);
          const messages = [from, from + 1].filter((offset) => offset < end);
          return {
            partition,
            highWatermark: String(end),
            messages: messages.map((offset) => ({ offset: String(offset) })),
          };
        }),
      }));
      return { responses };
    },
  };
  const cluster = { findBroker: async (_: object) => broker };
  const fetch = async (offsets: readonly [number, number]) => {
    const { responses } = await (await cluster.findBroker({})).fetch(request(offsets));
    return responses[0]?.partitions.map(({ messages }) => messages.map(({ offset }) => Number(offset)));
  };
  const fail = (error: Error | undefined) => {
    failure = error;
  };
  return { cluster, fetch, asked, fail };
}

function request(offsets: readonly [number, number]) {
  const partitions = offsets.map((offset, partition) => ({
    partition,
    fetchOffset: String(offset),
    maxBytes: 9,
  }));
  return { maxWaitTime: 500, topics: [{ topic: 't', partitions }] };
}

describe('a consumer that fetches ahead', () => {
  test('gets what has been asked for before it asks', async () => {
    const { cluster, fetch, asked } = brokerWith([5, 3]);
    fetchAhead(cluster);
    expect(await fetch([0, 0])).toEqual([
      [0, 1],
      [0, 1],
    ]);
    expect(asked).toEqual([
      ['0', '0'],
      ['2', '2'],
    ]);
    expect(await fetch([2, 2])).toEqual([[2, 3], [2]]);
    expect(asked.slice(2)).toEqual([['4', '3']]);
    expect(await fetch([4, 3])).toEqual([[4], []]);
    expect(asked).toHaveLength(3);
  });

  test('asks for nothing at the end of the logs: the broker would wait for it, and commits for the broker', async () => {
    const { cluster, fetch, asked } = brokerWith([2, 1]);
    fetchAhead(cluster);
    await fetch([0, 0]);
    expect(asked).toEqual([['0', '0']]);
  });

  test('gets what it asks for where that is something else', async () => {
    const { cluster, fetch, asked } = brokerWith([9, 9]);
    fetchAhead(cluster);
    await fetch([0, 0]);
    expect(await fetch([0, 2])).toEqual([
      [0, 1],
      [2, 3],
    ]);
    expect(asked.slice(1)).toEqual([
      ['2', '2'],
      ['0', '2'],
      ['2', '4'],
    ]);
  });

  test('is told why what was asked for ahead failed, and may ask again', async () => {
    const { cluster, fetch, fail } = brokerWith([9, 0]);
    fetchAhead(cluster);
    const first = fetch([0, 0]);
    await first.finally(() => fail(new Error('gone')));
    expect(await fetch([2, 0])).toEqual([[2, 3], []]);
    await expect(fetch([4, 0])).rejects.toThrow('gone');
    fail(undefined);
    expect(await fetch([4, 0])).toEqual([[4, 5], []]);
  });

  test('asks once, however often it has joined its group', async () => {
    const { cluster, fetch, asked } = brokerWith([9, 9]);
    fetchAhead(cluster);
    fetchAhead(cluster);
    await fetch([0, 0]);
    expect(asked).toHaveLength(2);
  });
});
