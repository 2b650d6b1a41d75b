import { setTimeout as sleep } from 'node:timers/promises';
import type { Bus, Consumer } from '@aiops/runtime';

/** A bus whose consumers are watched. */
export interface ObservedBus extends Bus {
  /** Resolves once every group has processed all that lies on its topics. */
  settled(): Promise<void>;
}

/** Watches what the consumer groups of a bus have processed, so that a test knows when nothing is left to do. */
export function observeBus(bus: Bus): ObservedBus {
  const processed = new Map<string, number>();
  const groups = new Map<string, readonly string[]>();
  const place = (group: string, topic: string, partition: number) => `${group} ${topic}/${partition}`;
  const behindOn = async (group: string, topic: string): Promise<boolean> =>
    (await bus.extent(topic)).some(
      ({ first, next }, partition) =>
        next > first && (processed.get(place(group, topic, partition)) ?? 0) < next,
    );
  /** One after the other, in the order they joined: what an earlier group publishes meanwhile is seen at the later one. */
  const behind = async (): Promise<boolean> => {
    for (const [group, topics] of groups) {
      for (const topic of topics) if (await behindOn(group, topic)) return true;
    }
    return false;
  };
  /** A member came or went: reading goes on from what the group has committed, also of what was processed already. */
  const rewind = async (group: string, topics: readonly string[], member: Consumer) => {
    for (const topic of topics) {
      for (let partition = 0; partition < (await bus.partitions(topic)); partition += 1) {
        const committed = (await member.committed(partition))[topic] ?? 0;
        processed.set(place(group, topic, partition), committed);
      }
    }
  };
  return {
    ...bus,
    async consume(options) {
      const { group, topics } = options;
      groups.set(group, topics);
      let joined: Promise<void> | undefined;
      const member = await bus.consume({
        ...options,
        onBatch: async (batch, session) => {
          await joined;
          await options.onBatch(batch, session);
          const last = batch.records.at(-1);
          if (last !== undefined && session.isCurrent())
            processed.set(place(group, batch.topic, batch.partition), last.offset + 1);
        },
      });
      joined = rewind(group, topics, member);
      await joined;
      return {
        committed: (partition) => member.committed(partition),
        commit: (partition, offsets) => member.commit(partition, offsets),
        assigned: () => member.assigned(),
        pause: () => member.pause(),
        async close() {
          await member.close();
          await rewind(group, topics, member);
        },
      };
    },
    async settled() {
      while (await behind()) await sleep(1);
    },
  };
}
