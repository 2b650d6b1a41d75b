import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { murmur2, partitionOf } from './murmur2.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

/** The client that produces on a real Kafka; a dependency of the runtime package, and here the oracle. */
const kafkajs = createRequire(new URL('../../../runtime/package.json', import.meta.url))('kafkajs') as {
  Partitioners: {
    DefaultPartitioner: () => (record: {
      topic: string;
      partitionMetadata: { partitionId: number; leader: number }[];
      message: { key: Buffer };
    }) => number;
  };
};

describe('murmur2', () => {
  test.each([
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ['abc', 479470107],
  ])('of %s is what the Java client of Kafka computes', (key, hash) => {
    expect(murmur2(bytes(key))).toBe(hash);
  });

  test('reads a view into a larger buffer from its own start', () => {
    expect(murmur2(bytes('xxfoobaryy').subarray(2, 8))).toBe(-790332482);
  });

  test('puts every key on the partition that kafkajs puts it on', () => {
    const partitioner = kafkajs.Partitioners.DefaultPartitioner();
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1 }),
        fc.integer({ min: 1, max: 64 }),
        (key, partitions) => {
          const partitionMetadata = Array.from({ length: partitions }, (_, partitionId) => ({
            partitionId,
            leader: 0,
          }));
          expect(partitionOf(key, partitions)).toBe(
            partitioner({ topic: 't', partitionMetadata, message: { key: Buffer.from(key) } }),
          );
        },
      ),
    );
  });
});
