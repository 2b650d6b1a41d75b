import { topicNames, topics } from '@aiops/contracts';
import type { Bus } from '@aiops/runtime';
import { type Check, CheckFailed } from './check.ts';

/** The title, which the checks that go over Kafka need. */
export const TOPICS_EXIST = 'Kafka has every topic';

/** Every topic of the contract exists and can be read. */
export function topicsCheck(open: () => Promise<Bus>, whereToLook: (part: string) => string): Check {
  return {
    part: 'kafka',
    title: TOPICS_EXIST,
    run: async () => {
      const bus = await open().catch((error: Error) => {
        throw new CheckFailed(error.message, whereToLook('kafka'));
      });
      const missing: string[] = [];
      for (const topic of topicNames) if (!(await exists(bus, topic))) missing.push(topic);
      if (missing.length > 0) {
        throw new CheckFailed(
          `missing: ${missing.join(', ')}`,
          '`aiops topics create` makes them (the one-shot service kafka-topics does so at the start)',
        );
      }
      return `${topicNames.length} topics, ${await bus.partitions(topics.metrics)} partitions`;
    },
  };
}

async function exists(bus: Bus, topic: string): Promise<boolean> {
  try {
    await bus.extent(topic);
    return true;
  } catch (error) {
    if ((error as Error).name === 'UnknownTopic') return false;
    throw error;
  }
}
