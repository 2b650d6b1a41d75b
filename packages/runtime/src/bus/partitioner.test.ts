import { partitionOf } from '@aiops/contracts';
import { describe, expect, test } from 'vitest';
import { createPartitioner } from './partitioner.ts';

const record = (key: string | Buffer | null, partition?: number) => ({
  topic: 't',
  key,
  value: null,
  ...(partition === undefined ? {} : { partition }),
});

describe('the partitioner', () => {
  test('takes murmur2 of the key, the same for text and its bytes', () => {
    const choose = createPartitioner();
    expect(choose(record('Straße'), 7)).toBe(partitionOf('Straße', 7));
    expect(choose(record(Buffer.from('Straße')), 7)).toBe(partitionOf('Straße', 7));
  });

  test('takes an empty key for a key', () => {
    const choose = createPartitioner();
    expect([choose(record(''), 5), choose(record(''), 5)]).toEqual([partitionOf('', 5), partitionOf('', 5)]);
  });

  test('lets records without a key take turns, topic by topic', () => {
    const choose = createPartitioner();
    const turns = () => choose(record(null), 3);
    expect([turns(), turns(), turns(), turns()]).toEqual([0, 1, 2, 0]);
    expect(choose({ ...record(null), topic: 'other' }, 3)).toBe(0);
  });

  test('obeys a fixed partition before the key, and refuses what does not exist', () => {
    const choose = createPartitioner();
    expect(choose(record('key', 2), 3)).toBe(2);
    for (const partition of [3, -1, 0.5])
      expect(() => choose(record('key', partition), 3)).toThrow(RangeError);
  });
});
