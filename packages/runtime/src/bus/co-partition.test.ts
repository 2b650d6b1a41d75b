import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coPartition, partitionNumbers } from './co-partition.ts';

const members = (count: number, topics: readonly string[]) =>
  Array.from({ length: count }, (_, i) => ({ id: `m${i}`, topics }));

describe('partitions of a group', () => {
  test('go to exactly one member each, the same number of all topics together, and evenly', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 20 }), (count, partitions) => {
        const counts = new Map(['a', 'b'].map((topic) => [topic, partitions]));
        const assignments = [...coPartition(members(count, ['a', 'b']), counts).values()];
        const all = Array.from({ length: partitions }, (_, i) => i);
        for (const topic of ['a', 'b'])
          expect(assignments.flatMap((own) => own[topic] ?? []).sort((x, y) => x - y)).toEqual(all);
        for (const own of assignments) expect(own.a).toEqual(own.b);
        const sizes = assignments.map((own) => partitionNumbers(own).length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('of a topic that only some members want go to those', () => {
    const group = [
      { id: 'old', topics: ['a'] },
      { id: 'new', topics: ['a', 'b'] },
    ];
    const assignments = coPartition(
      group,
      new Map([
        ['a', 2],
        ['b', 2],
      ]),
    );
    expect(assignments.get('old')).toEqual({ a: [0] });
    expect(assignments.get('new')).toEqual({ a: [1], b: [0, 1] });
  });

  test('of a topic that nobody wants go to nobody', () => {
    expect(coPartition(members(1, ['a']), new Map([['b', 3]])).get('m0')).toEqual({});
    expect(coPartition([], new Map([['b', 3]])).size).toBe(0);
  });
});

test('partition numbers are listed once and in numeric order', () => {
  expect(partitionNumbers({ a: [10, 2], b: [2, 1] })).toEqual([1, 2, 10]);
});
