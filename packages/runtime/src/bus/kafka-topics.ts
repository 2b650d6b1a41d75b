import { setTimeout as delay } from 'node:timers/promises';
import type { ITopicConfig } from 'kafkajs';
import { Unavailable } from '../errors.ts';
import type { TopicSpec } from './bus.ts';
import type { KafkaConnection } from './kafka-connection.ts';
import { protocolErrorOf } from './kafka-errors.ts';
import { UnknownTopic } from './unknown-topic.ts';

const readyTimeoutMs = 30_000;
const pollMs = 50;
const notYet = new Set([
  'UNKNOWN_TOPIC_OR_PARTITION',
  'LEADER_NOT_AVAILABLE',
  'NOT_LEADER_FOR_PARTITION',
  'REPLICA_NOT_AVAILABLE',
]);

/** Creates the topics that are missing and resolves once each of their partitions has a leader. */
export async function createMissingTopics(
  connection: KafkaConnection,
  specs: readonly TopicSpec[],
): Promise<void> {
  const { admin } = connection;
  const [existing, cluster] = await connection.call(() =>
    Promise.all([admin.listTopics(), admin.describeCluster()]),
  );
  const missing = specs.filter(({ topic }) => !existing.includes(connection.physical(topic)));
  const topics = missing.map((spec) => topicConfig(spec, connection, cluster.brokers.length));
  if (topics.length > 0) await connection.call(() => create(connection, topics));
  // All of them: what exists already may have been created by somebody else a moment ago.
  await untilWritable(
    connection,
    specs.map(({ topic }) => topic),
  );
  await reportOtherPartitionCounts(connection, specs);
}

/** The broker's time of arrival becomes the record time, whatever clock the producer has. */
function topicConfig(spec: TopicSpec, connection: KafkaConnection, brokers: number): ITopicConfig {
  const topic = connection.physical(spec.topic);
  if (spec.replicationFactor > brokers) {
    connection.logger.warn(
      { topic, replicationFactor: spec.replicationFactor, brokers },
      `Topic ${topic} gets ${brokers} instead of ${spec.replicationFactor} copies: there are no more brokers.`,
    );
  }
  const config = { 'message.timestamp.type': 'LogAppendTime', ...spec.config };
  return {
    topic,
    numPartitions: spec.partitions,
    replicationFactor: Math.min(spec.replicationFactor, brokers),
    configEntries: Object.entries(config).map(([name, value]) => ({ name, value })),
  };
}

/** Somebody else may be creating the same topics; that they exist already is fine. */
async function create({ admin }: KafkaConnection, topics: ITopicConfig[]): Promise<void> {
  try {
    await admin.createTopics({ topics, waitForLeaders: false });
  } catch (error) {
    const parts = error instanceof Error && 'errors' in error ? (error.errors as unknown[]) : [error];
    const refusal = parts.find((part) => protocolErrorOf(part) !== 'TOPIC_ALREADY_EXISTS');
    if (refusal !== undefined) throw refusal;
  }
}

/** kafkajs's own wait gives up on the first answer of a broker that has not heard of the new topics yet. */
async function untilWritable(connection: KafkaConnection, topics: readonly string[]): Promise<void> {
  const deadline = Date.now() + readyTimeoutMs;
  const waiting = [...topics];
  for (let topic = waiting[0]; topic !== undefined; topic = waiting[0]) {
    if (await isWritable(connection, topic)) waiting.shift();
    else if (Date.now() < deadline) await delay(pollMs);
    else
      throw new Unavailable(
        `Topics ${waiting.join(', ')} exist on Kafka at ${connection.servers}, but have partitions without a leader after ${readyTimeoutMs / 1000} s`,
      );
  }
}

/** A leader that is named may not know of its role yet; one that tells its offsets does. */
async function isWritable(connection: KafkaConnection, topic: string): Promise<boolean> {
  try {
    await connection.extent(topic);
    return true;
  } catch (error) {
    if (error instanceof UnknownTopic || notYet.has(protocolErrorOf(error) ?? '')) return false;
    throw error;
  }
}

async function reportOtherPartitionCounts(
  connection: KafkaConnection,
  specs: readonly TopicSpec[],
): Promise<void> {
  for (const { topic, partitions } of specs) {
    const found = await connection.partitions(topic);
    if (found === partitions) continue;
    connection.logger.warn(
      { topic: connection.physical(topic), partitions: found, configured: partitions },
      `Topic ${connection.physical(topic)} has ${found} partitions and keeps them; ${partitions} are configured.`,
    );
  }
}
