import { setImmediate as yieldToEvents } from 'node:timers/promises';
import type { Bus } from '@aiops/runtime';

/** A bus that knows when everything on it has been processed. */
export interface SettlingBus extends Bus {
  /** Resolves once every group has processed all that was published on its topics. Rejects after {@link fail}. */
  settled(): Promise<void>;
  /** Nothing more will be processed, because of this. */
  fail(error: Error): void;
}

/** Counts what is published on a bus in this process and what its groups, of one member each, have processed. */
export function settlingBus(bus: Bus): SettlingBus {
  const published = new Map<string, number>();
  const readers: { readonly topic: string; processed: number }[] = [];
  let failure: Error | undefined;
  const isBehind = () => readers.some(({ topic, processed }) => processed < (published.get(topic) ?? 0));
  return {
    ...bus,
    async publish(records) {
      for (const { topic } of records) published.set(topic, (published.get(topic) ?? 0) + 1);
      await bus.publish(records);
    },
    async consume(options) {
      const own = new Map(options.topics.map((topic) => [topic, { topic, processed: 0 }]));
      readers.push(...own.values());
      return bus.consume({
        ...options,
        onBatch: async (batch, session) => {
          await options.onBatch(batch, session);
          const reader = own.get(batch.topic);
          if (reader !== undefined) reader.processed += batch.records.length;
        },
      });
    },
    async settled() {
      while (failure === undefined && isBehind()) await yieldToEvents();
      if (failure !== undefined) throw failure;
    },
    fail(error) {
      failure ??= error;
    },
  };
}
