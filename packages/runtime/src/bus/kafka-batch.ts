import type { EachBatchPayload } from 'kafkajs';
import type { Batch, Offsets } from './bus.ts';
import type { PartitionExtent } from './kafka-cluster.ts';
import { recordOf } from './kafka-record.ts';

/** What kafkajs hands over, as a batch of the port. */
export function batchOf({ batch }: EachBatchPayload, topic: string, assignment: number): Batch {
  return {
    topic,
    partition: batch.partition,
    records: batch.messages.map((message) => recordOf(message, topic, batch.partition)),
    endOffset: Number(batch.highWatermark),
    assignment,
  };
}

/** Where kafkajs had begun to fetch when it got this batch; a field of its batches that its types leave out. */
export function fetchedFrom({ batch }: EachBatchPayload): number {
  return Number((batch as unknown as { readonly fetchedOffset: string }).fetchedOffset);
}

/**
 * Whether the first batch of a partition in an assignment begins where reading has to begin: at the group's commit, or, without
 * one that the log still has, no later than the first record. With several brokers kafkajs may hand over what it fetched in
 * the assignment before, and accepting that would skip what had been read then but not committed.
 */
export function beginsRightly(from: number, committed: number | undefined, extent: PartitionExtent): boolean {
  return isKept(committed, extent) ? from === committed : from <= extent.first;
}

/** Where reading of a partition has to begin. */
export function startOf(committed: number | undefined, extent: PartitionExtent): number {
  return isKept(committed, extent) ? committed : extent.first;
}

/** A commit beyond the end belongs to another topic that had this name. */
function isKept(committed: number | undefined, { first, next }: PartitionExtent): committed is number {
  return committed !== undefined && committed >= first && committed <= next;
}

/** Offsets in the form of kafkajs's commit. */
export function commitRequest(partition: number, offsets: Offsets, physical: (topic: string) => string) {
  return {
    topics: Object.entries(offsets).map(([topic, offset]) => ({
      topic: physical(topic),
      partitions: [{ partition, offset: String(offset) }],
    })),
  };
}
