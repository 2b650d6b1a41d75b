import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MemoryPartition } from './memory-partition.ts';

const record = (offset: number) => ({
  topic: 't',
  partition: 0,
  offset,
  key: null,
  value: null,
  headers: {},
  recordedAt: 0,
});

test('a partition keeps the newest records up to its capacity, under their own offsets', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50 }),
      fc.nat(300),
      fc.nat(320),
      fc.nat(60),
      (capacity, count, from, limit) => {
        const partition = new MemoryPartition(capacity);
        for (let i = 0; i < count; i++) partition.append(record(partition.next));
        expect(partition.next).toBe(count);
        expect(partition.first).toBe(Math.max(0, count - capacity));
        const start = Math.max(from, partition.first);
        const expected = Array.from(
          { length: Math.max(0, Math.min(limit, count - start)) },
          (_, i) => start + i,
        );
        expect(partition.read(from, limit).map(({ offset }) => offset)).toEqual(expected);
      },
    ),
  );
});
