import { topicNames, topics } from '@aiops/contracts';
import type { Bus } from './bus.ts';

/** A dead letter is its message and the headers that say why: more than the usual 1 MB may fit into. */
const DEAD_LETTER_CONFIG = { 'max.message.bytes': String(8 * 1024 * 1024) };

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
      ...(topic === topics.deadLetters ? { config: DEAD_LETTER_CONFIG } : {}),
    })),
  );
}
