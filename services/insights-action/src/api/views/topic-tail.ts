import type { SchemaTopic } from '@aiops/contracts';
import { type Bus, type BusRecord, decode, InvalidMessage, type Message } from '@aiops/runtime';

export interface TopicTail {
  /** Reads what has come since the last time. */
  poll(): Promise<void>;
}

const BATCH = 500;

/**
 * Follows a topic without a consumer group, so that every instance sees all of it: from `newest` records before its end
 * on. What cannot be read is left to those who consume the topic.
 */
export function createTopicTail<T extends SchemaTopic>(
  bus: Pick<Bus, 'extent' | 'read'>,
  topic: T,
  newest: number,
  onMessage: (message: Message<T>) => void,
): TopicTail {
  const places = new Map<number, number>();
  const readFrom = async (partition: number, place: number, next: number) => {
    const records = await bus.read(topic, partition, place, BATCH);
    for (const record of records) {
      const message = readable(record);
      if (message !== undefined) onMessage(message as Message<T>);
    }
    const after = (records.at(-1)?.offset ?? -1) + 1;
    // Fewer than asked for are all up to the end, also where its last offsets hold no records.
    return records.length < BATCH ? Math.max(next, after) : after;
  };
  const follow = async (partition: number, first: number, next: number) => {
    let place = places.get(partition) ?? next - newest;
    // Retention has passed it, or the topic was made anew.
    if (place < first || place > next) place = first;
    places.set(partition, place);
    while (place < next) {
      place = await readFrom(partition, place, next);
      places.set(partition, place);
    }
  };
  return {
    async poll() {
      const extents = await bus.extent(topic);
      for (const [partition, { first, next }] of extents.entries()) await follow(partition, first, next);
    },
  };
}

function readable(record: BusRecord): Message | undefined {
  try {
    return decode(record);
  } catch (error) {
    if (error instanceof InvalidMessage) return undefined;
    throw error;
  }
}
