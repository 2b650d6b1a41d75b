import type { BusRecord } from './bus.ts';

/** The parts of a kafkajs message that a record is made of. */
export interface KafkaMessage {
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly timestamp: string;
  readonly headers?: Readonly<Record<string, Buffer | string | (Buffer | string)[] | undefined>> | undefined;
}

/** Headers of the records without any, of which there are many. */
const NONE: BusRecord['headers'] = Object.freeze({});

/** A kafkajs message as a record; of a header that is there several times, the last counts. */
export function recordOf(message: KafkaMessage, topic: string, partition: number): BusRecord {
  let headers: Record<string, string> | undefined;
  for (const name in message.headers) {
    const value = message.headers[name];
    const last = Array.isArray(value) ? value.at(-1) : value;
    if (last === undefined) continue;
    headers ??= {};
    headers[name] = last.toString();
  }
  return {
    topic,
    partition,
    offset: Number(message.offset),
    key: message.key,
    value: message.value,
    headers: headers ?? NONE,
    recordedAt: Number(message.timestamp),
  };
}
