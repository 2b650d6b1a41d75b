import { contentId, type EntityResolver, formatTimestamp, type Labels, topics } from '@aiops/contracts';
import type { OutMessage } from '@aiops/runtime';
import { entityFields, sortedLabels } from './entity-labels.ts';

/** One line, as a source read it. */
export interface LogLine {
  /** Epoch nanoseconds. */
  readonly ns: bigint;
  readonly line: string;
  readonly labels: Labels;
  readonly level: string | undefined;
  readonly traceId: string | undefined;
  /** When it was collected (epoch ms). Not part of the id. */
  readonly at: number;
  readonly source: string;
}

/** A longer line could outgrow what a broker takes, and would then block everything after it. */
const MAX_LINE = 64 * 1024;

/** A message of `aiops.logs`, keyed by its entity. Lines over 64 Ki characters are cut and marked `truncated`. */
export function logOut(entry: LogLine, resolver: EntityResolver): OutMessage {
  const entity = resolver.resolve(entry.labels);
  const labels = sortedLabels(entry.labels);
  const timestamp = String(entry.ns);
  const { line, level, traceId, source } = entry;
  return {
    topic: topics.logs,
    key: entity.id,
    id: contentId('log', source, timestamp, JSON.stringify(labels), line),
    value: {
      timestamp,
      log_line: line.slice(0, MAX_LINE),
      ...(line.length > MAX_LINE ? { truncated: true } : {}),
      labels,
      ...(level === undefined ? {} : { level }),
      source,
      collected_at: formatTimestamp(entry.at),
      ...(traceId === undefined ? {} : { trace_id: traceId }),
      ...entityFields(entity),
    },
  };
}
