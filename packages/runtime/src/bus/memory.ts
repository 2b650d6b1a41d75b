import type { Bus, BusRecord, ConsumeOptions, OutRecord } from './bus.ts';
import { type BusLogger, silentLogger } from './bus-logger.ts';
import { type Deliverable, MemoryConsumer } from './memory-consumer.ts';
import { MemoryGroup } from './memory-group.ts';
import { MemoryPartition } from './memory-partition.ts';
import { createPartitioner } from './partitioner.ts';
import { UnknownTopic } from './unknown-topic.ts';

export interface MemoryBusOptions {
  /** Oldest records beyond this are dropped, 100,000 unless set. A reader that is further behind loses them. */
  readonly maxRecordsPerPartition?: number;
  /** Most records in a batch, 500 unless set; a function is asked before each batch. */
  readonly batchSize?: number | (() => number);
  /** Chooses, by index, the partition that is delivered next; they take turns unless set. */
  readonly pick?: (candidates: readonly Deliverable[]) => number;
  /** The clock of `recordedAt`, in epoch ms. */
  readonly now?: () => number;
  /** Pause before a rejected batch is delivered again, 10 ms unless set; doubles, up to a second. */
  readonly retryDelayMs?: number;
  readonly logger?: BusLogger;
}

/** A bus in memory, whose members can also be made to vanish. */
export interface MemoryBus extends Bus {
  consume(options: ConsumeOptions): Promise<MemoryConsumer>;
}

/**
 * A bus within this process that behaves as Kafka does: partitions, consumer groups that rebalance, redelivery of what was not
 * committed. Delivery is driven by events, never by the clock, and a rebalance takes effect at once, so that a batch in hand
 * may lose its partition.
 */
export function createMemoryBus(options: MemoryBusOptions = {}): MemoryBus {
  const { batchSize = 500, maxRecordsPerPartition = 100_000, now = Date.now } = options;
  const topics = new Map<string, readonly MemoryPartition[]>();
  const groups = new Map<string, MemoryGroup>();
  const choose = createPartitioner();
  let joined = 0;
  let closed = false;

  const partitionsOf = (topic: string): readonly MemoryPartition[] => {
    const partitions = topics.get(topic);
    if (partitions === undefined) throw new UnknownTopic(topic, 'on the in-memory bus');
    return partitions;
  };
  const partitionAt = (topic: string, partition: number): MemoryPartition => {
    const found = partitionsOf(topic)[partition];
    if (found === undefined) throw new RangeError(`Partition ${partition} of ${topic} does not exist`);
    return found;
  };
  const groupNamed = (name: string): MemoryGroup => {
    const group = groups.get(name) ?? new MemoryGroup(name, (topic) => partitionsOf(topic).length);
    groups.set(name, group);
    return group;
  };
  const delivery = {
    logger: options.logger ?? silentLogger,
    batchSize: typeof batchSize === 'function' ? batchSize : () => batchSize,
    pick: options.pick,
    retryDelayMs: options.retryDelayMs ?? 10,
    partition: partitionAt,
  };

  return {
    async ensureTopics(specs) {
      for (const { topic, partitions } of specs) {
        if (topics.has(topic)) continue;
        topics.set(
          topic,
          Array.from({ length: partitions }, () => new MemoryPartition(maxRecordsPerPartition)),
        );
      }
    },
    async partitions(topic) {
      return partitionsOf(topic).length;
    },
    async publish(records) {
      if (closed) throw new Error('The in-memory bus is closed');
      const places = records.map((record) => choose(record, partitionsOf(record.topic).length));
      records.forEach((record, i) => {
        const partition = places[i] ?? 0;
        const log = partitionAt(record.topic, partition);
        log.append(recordOf(record, partition, log.next, now()));
      });
      for (const group of groups.values()) group.wake();
    },
    async consume(consumeOptions) {
      for (const topic of consumeOptions.topics) partitionsOf(topic);
      const group = groupNamed(consumeOptions.group);
      joined += 1;
      const consumer = new MemoryConsumer(`member-${joined}`, consumeOptions, group, delivery);
      group.join(consumer);
      return consumer;
    },
    async read(topic, partition, from, limit) {
      return partitionAt(topic, partition).read(from, limit);
    },
    async extent(topic) {
      return partitionsOf(topic).map(({ first, next }) => ({ first, next }));
    },
    async close() {
      closed = true;
      await Promise.all([...groups.values()].map((group) => group.close()));
    },
  };
}

/** Bytes and headers are copied, so that the publisher may go on using its own. */
function recordOf(record: OutRecord, partition: number, offset: number, recordedAt: number): BusRecord {
  const bytes = (data: string | Buffer | null) =>
    data === null ? null : typeof data === 'string' ? Buffer.from(data) : Buffer.from(data);
  return {
    topic: record.topic,
    partition,
    offset,
    key: bytes(record.key),
    value: bytes(record.value),
    headers: Object.freeze({ ...record.headers }),
    recordedAt,
  };
}
