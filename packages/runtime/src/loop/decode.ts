import { type MetricMessage, readMessage, type SchemaTopic, topics } from '@aiops/contracts';
import { z } from 'zod';
import type { BusRecord } from '../bus/bus.ts';
import { InvalidMessage } from '../errors.ts';
import type { RepeatedMetrics } from './repeated-metrics.ts';
import type { Message } from './stream-service.ts';

/** Longest value that is read, in bytes. Kafka's own default limit is 1 MB. */
const MAX_BYTES = 5 * 1024 * 1024;
/** Deepest nesting that is read: no contract needs a tenth of it, and a deeper value could exhaust the stack when written again. */
const MAX_DEPTH = 64;
/** A text too short to nest dangerously deep is not searched for depth. */
const DEPTH_CHECK_FROM = 4096;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

/**
 * Reads and validates one record. Throws {@link InvalidMessage} saying why it can never be processed. With `repeated`, which has to be the same for
 * all records of a partition, most metrics need not be parsed.
 */
export function decode(record: BusRecord, repeated?: RepeatedMetrics): Message {
  const metrics = record.topic === topics.metrics ? repeated : undefined;
  const known = record.value === null ? undefined : metrics?.read(record.value);
  return {
    topic: record.topic,
    partition: record.partition,
    offset: record.offset,
    key: record.key === null ? null : record.key.toString('utf8'),
    headers: record.headers,
    value: known ?? parsed(record, metrics),
    recordedAt: record.recordedAt,
  } as Message;
}

function parsed(record: BusRecord, metrics: RepeatedMetrics | undefined): unknown {
  const value = parseObject(decodeText(record));
  const result = readMessage(record.topic as SchemaTopic, value);
  if (!result.success) throw new InvalidMessage('schema', z.prettifyError(result.error));
  // What is taken as it stands is what services write.
  if (result.data === value && record.value !== null)
    metrics?.learn(record.value, result.data as MetricMessage);
  return result.data;
}

function decodeText(record: BusRecord): string {
  if (record.value === null) throw new InvalidMessage('tombstone', 'the record has no value');
  if (record.value.length > MAX_BYTES) {
    throw new InvalidMessage('too_large', `${record.value.length} bytes; at most ${MAX_BYTES} are read`);
  }
  try {
    return utf8.decode(record.value);
  } catch {
    throw new InvalidMessage('not_utf8', 'the value is not valid UTF-8');
  }
}

function parseObject(text: string): object {
  if (text.length > DEPTH_CHECK_FROM && depthOf(text) > MAX_DEPTH) {
    throw new InvalidMessage('too_deep', `nested deeper than ${MAX_DEPTH} levels`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new InvalidMessage('not_json', (error as Error).message);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InvalidMessage('not_an_object', 'expected one JSON object');
  }
  return value;
}

/** Deepest nesting of brackets outside of strings. */
function depthOf(json: string): number {
  let depth = 0;
  let deepest = 0;
  for (const char of json.replaceAll(/"(?:[^"\\]|\\.)*"|[^[\]{}"]+/g, '')) {
    depth += char === '[' || char === '{' ? 1 : -1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}
