import { topicNames, topics } from '@aiops/contracts';
import type { Bus } from './bus.ts';

/** Creates every topic of the fleet that is missing. Dead letters keep their order, so they have one partition. */
export async function createFleetTopics(
  bus: Bus,
  partitions: number,
  replicationFactor: number,
): Promise<void> {
  await bus.ensureTopics(
    topicNames.map((topic) => ({
      topic,
      partitions: topic === topics.deadLetters ? 1 : partitions,
      replicationFactor,
    })),
  );
}
