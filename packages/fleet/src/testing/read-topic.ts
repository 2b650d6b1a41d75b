import type { SchemaTopic, ValueOf } from '@aiops/contracts';
import type { Bus, BusRecord } from '@aiops/runtime';
import { jsonObject } from '../json-object.ts';

/** A message as it lies on a topic. */
export interface Read<V> {
  readonly value: V;
  readonly record: BusRecord;
}

/** All records of a topic, by partition and offset. */
export async function readRecords(bus: Bus, topic: string): Promise<BusRecord[]> {
  const records: BusRecord[] = [];
  for (const [partition, { first, next }] of (await bus.extent(topic)).entries()) {
    for (let from = first; from < next; ) {
      const page = await bus.read(topic, partition, from, next - from);
      const last = page.at(-1);
      if (last === undefined) break;
      records.push(...page);
      from = last.offset + 1;
    }
  }
  return records;
}

/** All messages of a topic that are JSON objects; others are left out. */
export async function readMessages<T extends SchemaTopic>(bus: Bus, topic: T): Promise<Read<ValueOf<T>>[]> {
  const records = await readRecords(bus, topic);
  return records.flatMap((record) => {
    const value = jsonObject(String(record.value));
    return value === undefined ? [] : [{ record, value: value as ValueOf<T> }];
  });
}
