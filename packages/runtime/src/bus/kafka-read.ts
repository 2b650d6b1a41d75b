import type { BusRecord } from './bus.ts';
import type { KafkaConnection } from './kafka-connection.ts';
import { recordOf } from './kafka-record.ts';

/** Reads a range of a partition without a group, up to where the partition ends now or up to `limit` records. */
export async function readRange(
  connection: KafkaConnection,
  topic: string,
  partition: number,
  from: number,
  limit: number,
): Promise<BusRecord[]> {
  const extent = (await connection.extent(topic))[partition];
  if (extent === undefined)
    throw new RangeError(`Partition ${partition} of ${connection.physical(topic)} does not exist`);
  const records: BusRecord[] = [];
  let offset = Math.max(from, extent.first);
  while (offset < extent.next && records.length < limit) {
    const messages = await connection.fetch(topic, partition, offset);
    const fresh = messages.filter((message) => Number(message.offset) >= offset);
    const last = fresh.at(-1);
    if (last === undefined) break;
    offset = Number(last.offset) + 1;
    for (const message of fresh)
      if (message.isControlRecord !== true && Number(message.offset) < extent.next)
        records.push(recordOf(message, topic, partition));
  }
  return records.slice(0, limit);
}
