import { headers as names, topics } from '@aiops/contracts';
import type { Bus, BusRecord } from '../bus/bus.ts';

/** A dead letter as people look at it. */
export interface DeadLetter {
  /** `partition-offset` on the dead-letter topic: how `show` and `redrive` name it. */
  readonly id: string;
  readonly topic: string;
  readonly partition: string;
  readonly offset: string;
  readonly service: string;
  readonly reason: string;
  readonly error: string;
  readonly recordedAt: number;
  readonly record: BusRecord;
}

const PAGE = 500;

/** All dead letters that the topic still holds, oldest first within a partition. */
export async function* listDeadLetters(bus: Bus): AsyncGenerator<DeadLetter> {
  const extent = await bus.extent(topics.deadLetters);
  for (const [partition, { first, next }] of extent.entries()) {
    for (let from = first; from < next; ) {
      const page = await bus.read(topics.deadLetters, partition, from, PAGE);
      const last = page.at(-1);
      if (last === undefined) break;
      for (const record of page) yield toDeadLetter(record);
      from = last.offset + 1;
    }
  }
}

/** The newest `limit` dead letters, newest first. */
export async function newestDeadLetters(
  bus: Pick<Bus, 'extent' | 'read'>,
  limit: number,
): Promise<DeadLetter[]> {
  const letters: DeadLetter[] = [];
  for (const [partition, { first, next }] of (await bus.extent(topics.deadLetters)).entries()) {
    const from = Math.max(first, next - limit);
    const records = from < next ? await bus.read(topics.deadLetters, partition, from, next - from) : [];
    letters.push(...records.map(toDeadLetter));
  }
  const isNewer = (a: DeadLetter, b: DeadLetter) =>
    b.recordedAt - a.recordedAt || b.record.offset - a.record.offset;
  return letters.sort(isNewer).slice(0, limit);
}

/** One dead letter by id, or undefined when there is none. */
export async function findDeadLetter(
  bus: Pick<Bus, 'extent' | 'read'>,
  id: string,
): Promise<DeadLetter | undefined> {
  const match = /^(\d+)-(\d+)$/.exec(id);
  if (match === null) return undefined;
  const partition = Number(match[1]);
  const offset = Number(match[2]);
  const extent = (await bus.extent(topics.deadLetters))[partition];
  if (extent === undefined || offset < extent.first || offset >= extent.next) return undefined;
  const [record] = await bus.read(topics.deadLetters, partition, offset, 1);
  return record?.offset === offset ? toDeadLetter(record) : undefined;
}

/** Publishes a dead letter again where it came from: same bytes, same key, without our headers. */
export async function redrive(bus: Pick<Bus, 'publish'>, letter: DeadLetter): Promise<void> {
  const ours = new Set<string>([
    names.dlqTopic,
    names.dlqPartition,
    names.dlqOffset,
    names.dlqService,
    names.dlqReason,
    names.dlqError,
  ]);
  const headers = Object.fromEntries(
    Object.entries(letter.record.headers).filter(([name]) => !ours.has(name)),
  );
  await bus.publish([{ topic: letter.topic, key: letter.record.key, value: letter.record.value, headers }]);
}

function toDeadLetter(record: BusRecord): DeadLetter {
  const header = (name: string) => record.headers[name] ?? '';
  return {
    id: `${record.partition}-${record.offset}`,
    topic: header(names.dlqTopic),
    partition: header(names.dlqPartition),
    offset: header(names.dlqOffset),
    service: header(names.dlqService),
    reason: header(names.dlqReason),
    error: header(names.dlqError),
    recordedAt: record.recordedAt,
    record,
  };
}
