import type { Bus } from './bus.ts';
import { type BusLogger, silentLogger } from './bus-logger.ts';
import type { KafkaClientOptions } from './kafka-client.ts';
import { KafkaConnection } from './kafka-connection.ts';
import { joinGroup, type KafkaConsumer } from './kafka-consumer.ts';
import { openPublisher } from './kafka-publisher.ts';
import { readRange } from './kafka-read.ts';
import { createMissingTopics } from './kafka-topics.ts';

export interface KafkaBusOptions extends KafkaClientOptions {
  /** Names on the broker, by the fleet's own names; a topic that is not in it keeps its name. */
  readonly topics?: Readonly<Record<string, string>>;
  readonly logger?: BusLogger;
  /** A member that says nothing for this long is taken for dead; 15,000 ms unless set. Brokers take 6,000 or more. */
  readonly sessionTimeoutMs?: number;
  /** A member that handles one batch for longer than this while the group rebalances loses its partitions; 60,000 ms unless set. */
  readonly rebalanceTimeoutMs?: number;
}

/**
 * Connects to Kafka. Rejects, within about ten seconds, with `Unavailable` when no broker answers, and with `AccessRefused`
 * when one does not let us in.
 */
export async function createKafkaBus(options: KafkaBusOptions): Promise<Bus> {
  const { topics = {}, logger = silentLogger } = options;
  const { sessionTimeoutMs = 15_000, rebalanceTimeoutMs = 60_000 } = options;
  const connection = new KafkaConnection(options, topics, logger);
  await connection.connect();
  const publisher = await openPublisher(connection);
  const consumers = new Set<KafkaConsumer>();
  return {
    ensureTopics: (specs) => createMissingTopics(connection, specs),
    partitions: (topic) => connection.partitions(topic),
    publish: (records) => publisher.publish(records),
    async consume(consumeOptions) {
      const consumer = await joinGroup(connection, consumeOptions, {
        sessionTimeoutMs,
        rebalanceTimeoutMs,
        onClosed: (closed) => void consumers.delete(closed),
      });
      consumers.add(consumer);
      return consumer;
    },
    read: (topic, partition, from, limit) => readRange(connection, topic, partition, from, limit),
    extent: (topic) => connection.extent(topic),
    async close() {
      await Promise.all([...consumers].map((consumer) => consumer.close()));
      await publisher.close();
      await connection.close();
    },
  };
}
