import { valueAt } from '../value-at.ts';
import { type Sources, whereIs } from './problem-lines.ts';

/** Flink reads from Kafka: with the in-memory bus nobody would do the work of its jobs. */
export function engineProblems(sources: Sources): string[] {
  const path = ['stream_processing', 'engine'];
  const brokers = valueAt(sources.merged, ['messaging', 'kafka', 'bootstrap_servers']);
  if (valueAt(sources.merged, path) !== 'flink' || brokers !== undefined) return [];
  return [
    `${whereIs(path, sources)}: expected embedded, because Flink reads from Kafka and no broker is set: set KAFKA_BOOTSTRAP_SERVERS`,
  ];
}
