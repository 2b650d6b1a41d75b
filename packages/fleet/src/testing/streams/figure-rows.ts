import { type SchemaTopic, topicSchemas } from '@aiops/contracts';
import { createFigureService } from '@aiops/data-ingestion';
import type { Message, OutRecord } from '@aiops/runtime';
import { type ParityRow, parityRows } from './parity-rows.ts';
import { taskOf } from './task-of.ts';

/** Counts of lines and rollups that the fleet itself makes of records of `aiops.logs` and `aiops.metrics` which the broker took at `recordedAt`. */
export function figureRows(records: readonly OutRecord[], recordedAt: number): ParityRow[] {
  const task = taskOf(createFigureService({ latenessMs: 30_000, idleMs: 60_000, rollups: true }));
  const told = records.flatMap(({ topic, key, headers = {}, value }, offset) => {
    const parsed = topicSchemas[topic as SchemaTopic].safeParse(JSON.parse(String(value)));
    if (!parsed.success) return [];
    return task.take({
      ...{ topic, key, headers, partition: 0, offset, recordedAt },
      value: parsed.data,
    } as unknown as Message);
  });
  // The clock closes the windows that no later record does.
  const left = task.tick(recordedAt + 3_600_000);
  return [...told, ...left].flatMap(({ topic, value }) => parityRows(topic, value));
}
