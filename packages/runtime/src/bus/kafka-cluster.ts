import { setTimeout as delay } from 'node:timers/promises';
import type { Cluster, Kafka } from 'kafkajs';
import { retryPolicy } from './kafka-client.ts';
import { isTransient } from './kafka-errors.ts';
import type { KafkaMessage } from './kafka-record.ts';

export interface PartitionExtent {
  readonly first: number;
  readonly next: number;
}

/** A message of a fetch, which may also be one that Kafka writes for itself. */
export interface FetchedMessage extends KafkaMessage {
  readonly isControlRecord?: boolean;
}

interface FetchAnswer {
  readonly responses: readonly {
    readonly partitions: readonly { readonly messages: readonly FetchedMessage[] }[];
  }[];
}

const fetchBytes = 4 * 1024 * 1024;
const attempts = 3;
const retryDelayMs = 100;

/**
 * Asks the leaders of partitions directly, without belonging to a group. kafkajs has no public way to do so, but it hands its
 * view of the cluster, which can, to the partition assigner of a consumer; the consumer made for this never runs, so its
 * group never comes to be. Unlike kafkajs's admin client it finds a partition's new leader when the old one is gone.
 */
export class KafkaCluster {
  readonly #cluster: Cluster;

  constructor(client: Kafka) {
    let captured: Cluster | undefined;
    client.consumer({
      groupId: 'never-joined',
      allowAutoTopicCreation: false,
      readUncommitted: true,
      retry: { ...retryPolicy, retries: 1 },
      partitionAssigners: [
        ({ cluster }) => {
          captured = cluster;
          return { name: 'none', version: 0, assign: async () => [], protocol };
        },
      ],
    });
    if (captured === undefined) throw new Error('BUG: kafkajs did not ask for the partition assigner');
    this.#cluster = captured;
  }

  /** First and next offset of so many partitions of a topic. */
  async extent(topic: string, partitions: number): Promise<PartitionExtent[]> {
    const numbers = Array.from({ length: partitions }, (_, partition) => ({ partition }));
    const offsets = async (fromBeginning: boolean) => {
      const [answer] = await this.#cluster.fetchTopicsOffset([{ topic, partitions: numbers, fromBeginning }]);
      return new Map(answer?.partitions.map(({ partition, offset }) => [partition, Number(offset)]));
    };
    return this.#ask(topic, async () => {
      const [first, next] = [await offsets(true), await offsets(false)];
      return numbers.map(({ partition }) => ({
        first: first.get(partition) ?? 0,
        next: next.get(partition) ?? 0,
      }));
    });
  }

  /** One fetch from an offset on. The broker may add messages from before it. */
  async fetch(topic: string, partition: number, offset: number): Promise<readonly FetchedMessage[]> {
    return this.#ask(topic, async () => {
      const leader = Object.keys(this.#cluster.findLeaderForPartitions(topic, [partition]))[0];
      if (leader === undefined) throw new Error(`${topic}/${partition} has no leader`);
      const broker = await this.#cluster.findBroker({ nodeId: leader });
      const place = { partition, fetchOffset: String(offset), maxBytes: fetchBytes };
      const answer = (await broker.fetch({
        maxWaitTime: 500,
        minBytes: 1,
        maxBytes: fetchBytes,
        isolationLevel: 0,
        topics: [{ topic, partitions: [place] }],
        rackId: '',
      })) as FetchAnswer;
      return answer.responses.flatMap(({ partitions }) => partitions.flatMap(({ messages }) => messages));
    });
  }

  close(): Promise<void> {
    return this.#cluster.disconnect();
  }

  /** Runs a query and, when a leader has moved or a connection broke, looks up the leaders and runs it again. */
  async #ask<T>(topic: string, query: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#cluster.connect();
        await this.#cluster.addTargetTopic(topic);
        if (attempt > 1) await this.#cluster.refreshMetadata();
        return await query();
      } catch (error) {
        if (attempt === attempts || !isTransient(error)) throw error;
        await delay(retryDelayMs * attempt);
      }
    }
  }
}

function protocol() {
  return { name: 'none', metadata: Buffer.alloc(0) };
}
