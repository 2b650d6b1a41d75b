import type { Message, OutMessage, StreamTask } from '@aiops/runtime';
import { cpuMicros } from '../cpu-time.ts';

/** What the fleet itself costs on the same input. */
export interface EmbeddedCost {
  readonly records: number;
  readonly cpu_us_per_record: number;
  /** What one processor would do in a second. */
  readonly per_second: number;
  /** Its state as JSON, the largest that it had after a batch of input. */
  readonly state_bytes: number;
  /** Rows that it wrote. */
  readonly rows: number;
}

const LOOK_EVERY = 20;

/** Folds batches of messages, `records` in all, by a task whose state is in `entries`, and measures the CPU of that alone. */
export function embeddedCost(
  { task, entries }: { readonly task: StreamTask; readonly entries: ReadonlyMap<string, unknown> },
  batches: Iterable<readonly Message[]>,
  records: number,
): EmbeddedCost {
  let rows = 0;
  let micros = 0;
  let bytes = 0;
  let batchNumber = 0;
  const emit = ({ topic }: OutMessage) => {
    if (topic === 'aiops.metrics' || topic === 'aiops.events') rows += 1;
  };
  for (const batch of batches) {
    micros += cpuMicros(() => {
      for (const message of batch) task.onMessage(message, emit);
      task.onBatchEnd?.(emit);
    });
    batchNumber += 1;
    if (batchNumber % LOOK_EVERY === 0) bytes = Math.max(bytes, sizeOf(entries));
  }
  const perRecord = micros / records;
  return {
    records,
    cpu_us_per_record: Number(perRecord.toFixed(2)),
    per_second: Math.round(1e6 / perRecord),
    state_bytes: Math.max(bytes, sizeOf(entries)),
    rows,
  };
}

function sizeOf(entries: ReadonlyMap<string, unknown>): number {
  let bytes = 0;
  for (const [key, value] of entries) bytes += key.length + JSON.stringify(value).length;
  return bytes;
}
