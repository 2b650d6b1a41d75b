import { partitionOf } from '@aiops/contracts';
import type { OutRecord } from './bus.ts';

/** Chooses the partition of a record that is about to be published to a topic of so many partitions. */
export type Partitioner = (record: OutRecord, partitions: number) => number;

/** The fixed partition if there is one, else murmur2 of the key; records without a key take turns within their topic. */
export function createPartitioner(): Partitioner {
  const turns = new Map<string, number>();
  return ({ topic, key, partition }, partitions) => {
    if (partition !== undefined) {
      if (Number.isInteger(partition) && partition >= 0 && partition < partitions) return partition;
      throw new RangeError(`Partition ${partition} of ${topic} does not exist: it has ${partitions}`);
    }
    if (key !== null) return partitionOf(key, partitions);
    const turn = turns.get(topic) ?? 0;
    turns.set(topic, turn + 1);
    return turn % partitions;
  };
}
