import type { Bus } from '@aiops/runtime';

/** Joins a group that nobody is in and tells what of these topics it has not committed, one line per partition; empty when nothing. */
export async function uncommitted(bus: Bus, group: string, topics: readonly string[]): Promise<string[]> {
  const consumer = await bus.consume({
    group,
    topics,
    onBatch: async () => undefined,
    onCrash: (error) => {
      throw error;
    },
  });
  const lines: string[] = [];
  try {
    for (const topic of topics) {
      for (const [partition, { first, next }] of (await bus.extent(topic)).entries()) {
        const committed = (await consumer.committed(partition))[topic] ?? first;
        if (committed !== next)
          lines.push(`${group} ${topic}/${partition}: committed ${committed} of ${next}`);
      }
    }
  } finally {
    await consumer.close();
  }
  return lines;
}
