import type { TopicName } from '@aiops/contracts';
import type { Bus, BusRecord } from '@aiops/runtime';

/** Resolves to what came since the last call. */
export type TopicReader = () => Promise<readonly BusRecord[]>;

/** Reads a topic of one partition, from now on. */
export function topicReader(bus: Bus, topic: TopicName): TopicReader {
  let from = 0;
  return async () => {
    const [{ next } = { next: from }] = await bus.extent(topic);
    const records = next === from ? [] : await bus.read(topic, 0, from, next - from);
    from = next;
    return records;
  };
}
