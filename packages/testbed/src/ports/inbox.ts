import type { Assigned, Batch, Bus, BusRecord, Consumer, ConsumerSession } from '@aiops/runtime';
import { expect, vi } from 'vitest';

/** How long a test waits for what has to happen; far beyond what it takes. */
const patienceMs = 60_000;

export interface InboxOptions {
  readonly group: string;
  readonly topics: readonly string[];
  /** Handles a batch before it is noted. */
  readonly onBatch?: (batch: Batch, session: ConsumerSession) => Promise<void>;
}

/** A member of a group that notes what it is given. */
export interface Inbox<C extends Consumer = Consumer> {
  readonly consumer: C;
  readonly batches: readonly Batch[];
  /** What it was told that it owns, in order. */
  readonly assignments: readonly Assigned[];
  records(): BusRecord[];
  values(): string[];
  /** Waits until this many records have arrived. */
  until(count: number): Promise<void>;
  /** Commits all that has arrived. */
  commit(): Promise<void>;
}

/** Joins a group and notes every record whose batch was accepted. */
export async function openInbox<B extends Pick<Bus, 'consume'>>(
  bus: B,
  { group, topics, onBatch }: InboxOptions,
): Promise<Inbox<Awaited<ReturnType<B['consume']>>>> {
  const batches: Batch[] = [];
  const assignments: Assigned[] = [];
  const consumer = (await bus.consume({
    group,
    topics,
    async onBatch(batch, session) {
      await onBatch?.(batch, session);
      batches.push(batch);
    },
    onAssigned: (assigned) => void assignments.push(assigned),
    onCrash: (error) => {
      throw error;
    },
  })) as Awaited<ReturnType<B['consume']>>;
  const records = () => batches.flatMap((batch) => [...batch.records]);
  return {
    consumer,
    batches,
    assignments,
    records,
    values: () => records().map(textOf),
    until: (count) => eventually(() => expect(records().length).toBeGreaterThanOrEqual(count)),
    async commit() {
      for (const partition of new Set(batches.map((batch) => batch.partition))) {
        const own = records().filter((record) => record.partition === partition);
        const next = own.map(({ topic, offset }) => [topic, offset + 1] as const);
        await consumer.commit(partition, Object.fromEntries(next));
      }
    },
  };
}

/** The value of a record as text. */
export function textOf(record: BusRecord): string {
  return record.value?.toString() ?? 'null';
}

/** Repeats a check until it holds. */
export async function eventually(check: () => void | Promise<void>): Promise<void> {
  await vi.waitFor(check, { timeout: patienceMs, interval: 10 });
}
