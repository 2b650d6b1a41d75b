import { headers as names, topics } from '@aiops/contracts';
import type { BusRecord, OutRecord } from '../bus/bus.ts';
import type { InvalidMessage } from '../errors.ts';

/** Longest error text put into a header. */
const MAX_ERROR = 1000;

/** The dead-letter record of a message: bytes, key and headers untouched, with where it came from and why it is here. */
export function deadLetter(record: BusRecord, service: string, error: InvalidMessage): OutRecord {
  return {
    topic: topics.deadLetters,
    key: record.key,
    value: record.value,
    headers: {
      ...record.headers,
      [names.dlqTopic]: record.topic,
      [names.dlqPartition]: String(record.partition),
      [names.dlqOffset]: String(record.offset),
      [names.dlqService]: service,
      [names.dlqReason]: error.reason,
      [names.dlqError]: error.message.slice(0, MAX_ERROR),
    },
  };
}
