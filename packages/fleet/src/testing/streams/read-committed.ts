import { setTimeout as sleep } from 'node:timers/promises';
import type { Bus, BusRecord } from '@aiops/runtime';

/** So long without a record, and the topic is read. */
const QUIET_MS = 3_000;

/** All records of a topic that a consumer is given, which are those of committed transactions and those of none. */
export async function readCommitted(bus: Bus, topic: string): Promise<BusRecord[]> {
  const read: BusRecord[] = [];
  let last = Date.now();
  const consumer = await bus.consume({
    group: 'read-committed',
    topics: [topic],
    onBatch: async ({ records }) => {
      read.push(...records);
      last = Date.now();
    },
    onCrash: (error) => {
      throw error;
    },
  });
  while (read.length === 0 || Date.now() - last < QUIET_MS) await sleep(100);
  await consumer.close();
  return read;
}
