import { Kafka, logLevel } from 'kafkajs';

/** What tests do to a broker that no service ever does. */
export interface KafkaAdmin {
  deleteTopic(topic: string): Promise<void>;
  createTopic(topic: string, partitions: number): Promise<void>;
  /** Removes what lies before an offset, as retention does. */
  deleteBefore(topic: string, partition: number, offset: number): Promise<void>;
  /** How many members a consumer group has. */
  members(group: string): Promise<number>;
  close(): Promise<void>;
}

/** Connects an administrator's client. */
export async function kafkaAdmin(bootstrapServers: string): Promise<KafkaAdmin> {
  const admin = new Kafka({
    clientId: 'admin',
    brokers: [bootstrapServers],
    logLevel: logLevel.NOTHING,
  }).admin();
  await admin.connect();
  return {
    deleteTopic: (topic) => admin.deleteTopics({ topics: [topic] }),
    async createTopic(topic, numPartitions) {
      const topics = [{ topic, numPartitions, replicationFactor: 1 }];
      await admin.createTopics({ topics, waitForLeaders: false });
    },
    async deleteBefore(topic, partition, offset) {
      // A client that has not asked about the topic before knows no broker to send this to.
      await admin.fetchTopicOffsets(topic);
      await admin.deleteTopicRecords({ topic, partitions: [{ partition, offset: String(offset) }] });
    },
    async members(group) {
      const { groups } = await admin.describeGroups([group]);
      return groups[0]?.members.length ?? 0;
    },
    close: () => admin.disconnect(),
  };
}
