import { Kafka, logLevel } from 'kafkajs';

/** What tests do to a broker, or ask of it, that no service ever does. */
export interface KafkaAdmin {
  deleteTopic(topic: string): Promise<void>;
  createTopic(topic: string, partitions: number): Promise<void>;
  /** Removes what lies before an offset, as retention does. */
  deleteBefore(topic: string, partition: number, offset: number): Promise<void>;
  /** How many members a consumer group has. */
  members(group: string): Promise<number>;
  /** Where a group would go on reading partition 0 of a topic; undefined before it has committed. */
  committed(group: string, topic: string): Promise<number | undefined>;
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
    async committed(groupId, topic) {
      const [found] = await admin.fetchOffsets({ groupId, topics: [topic] });
      const offset = Number(found?.partitions.find(({ partition }) => partition === 0)?.offset ?? -1);
      return offset < 0 ? undefined : offset;
    },
    close: () => admin.disconnect(),
  };
}
