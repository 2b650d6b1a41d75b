import { AssignerProtocol, type PartitionAssigner } from 'kafkajs';
import { coPartition } from './co-partition.ts';

/** kafkajs's form of {@link coPartition}: partition n of all topics goes to the same member. */
export const coPartitionAssigner: PartitionAssigner = ({ cluster }) => {
  const name = 'aiops-co-partition';
  const version = 1;
  return {
    name,
    version,
    protocol: ({ topics }) => ({
      name,
      metadata: AssignerProtocol.MemberMetadata.encode({ version, topics, userData: Buffer.alloc(0) }),
    }),
    async assign({ members }) {
      const wishes = members
        .map(({ memberId, memberMetadata }) => ({
          id: memberId,
          topics: AssignerProtocol.MemberMetadata.decode(memberMetadata)?.topics ?? [],
        }))
        .sort((a, b) => (a.id < b.id ? -1 : 1));
      const topics = [...new Set(wishes.flatMap((wish) => wish.topics))].sort();
      // The leader of the group may have heard only of its own topics.
      await cluster.addMultipleTargetTopics(topics);
      const counts = new Map(
        topics.map((topic) => [topic, cluster.findTopicPartitionMetadata(topic).length]),
      );
      return [...coPartition(wishes, counts)].map(([memberId, assignment]) => ({
        memberId,
        memberAssignment: AssignerProtocol.MemberAssignment.encode({
          version,
          assignment,
          userData: Buffer.alloc(0),
        }),
      }));
    },
  };
};
