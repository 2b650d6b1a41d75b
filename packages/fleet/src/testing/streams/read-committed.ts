import { setTimeout as sleep } from 'node:timers/promises';
import type { Bus, BusRecord } from '@aiops/runtime';

/** So long without a record, and the topic is read. */
const QUIET_MS = 3_000;

/**
 * All records of a topic that a consumer is given, which are those of committed transactions and those of none. `group` has to be one that
 * nobody else uses.
 */
export async function readCommitted(bus: Bus, topic: string, group: string): Promise<BusRecord[]> {
  // A rebalance delivers again what was not committed.
  const read = new Map<string, BusRecord>();
  let last = Date.now();
  const consumer = await bus.consume({
    group,
    topics: [topic],
    onBatch: async ({ records }) => {
      for (const record of records) read.set(`${record.partition}/${record.offset}`, record);
      last = Date.now();
    },
    onCrash: (error) => {
      throw error;
    },
  });
  while (read.size === 0 || Date.now() - last < QUIET_MS) await sleep(100);
  await consumer.close();
  return [...read.values()];
}
