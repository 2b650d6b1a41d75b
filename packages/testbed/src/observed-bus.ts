import { setTimeout as sleep } from 'node:timers/promises';
import type { Bus } from '@aiops/runtime';

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
  return {
    ...bus,
    consume: (options) => {
      groups.set(options.group, options.topics);
      return bus.consume({
        ...options,
        onBatch: async (batch, session) => {
          await options.onBatch(batch, session);
          const last = batch.records.at(-1);
          if (last !== undefined)
            processed.set(place(options.group, batch.topic, batch.partition), last.offset + 1);
        },
      });
    },
    async settled() {
      while (await behind()) await sleep(1);
    },
  };
}
