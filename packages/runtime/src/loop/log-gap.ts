import { contentId, type EventMessage, formatTimestamp, topics } from '@aiops/contracts';
import type { Batch } from '../bus/bus.ts';
import type { OutMessage } from './stream-service.ts';

/** A log that does not go on where it was left. */
export interface LogGap {
  /** Retention passed the offset to go on from, or the topic was deleted and created anew. */
  readonly kind: 'records_missing' | 'log_restarted';
  /** The offset to go on from. */
  readonly expected: number;
  /** The first offset that is there instead. */
  readonly first: number;
}

/**
 * Whether a batch fails to continue a log that was read up to `expected`. `kept` tells the oldest offset that the log still
 * has; it is asked only when offsets are left out, which also happens where a producer ends a transaction.
 */
export async function findGap(
  batch: Batch,
  expected: number,
  kept: () => Promise<number>,
): Promise<LogGap | undefined> {
  const first = batch.records[0]?.offset;
  if (first === undefined) return undefined;
  // A log never gets shorter, so this is another one under the same name.
  if (batch.endOffset < expected) return { kind: 'log_restarted', expected, first };
  if (first <= expected || (await kept()) <= expected) return undefined;
  return { kind: 'records_missing', expected, first };
}

const summaries: Readonly<Record<LogGap['kind'], (where: string, gap: LogGap) => string>> = {
  records_missing: (where, { expected, first }) =>
    `${where}: ${first - expected} records were removed by retention before they were processed`,
  log_restarted: (where, { expected }) =>
    `${where}: the topic was created anew after ${expected} records had been processed; reading it from its beginning`,
};

/** What the log says about a gap. */
export function gapSummary(batch: Batch, gap: LogGap): string {
  return summaries[gap.kind](`${batch.topic}/${batch.partition}`, gap);
}

/** The gap as an event for everybody: a hole in the data must not look like calm. */
export function gapEvent(batch: Batch, gap: LogGap, service: string): OutMessage {
  const { topic, partition, records } = batch;
  const value: EventMessage = {
    event_id: contentId('source_gap', service, topic, `${partition}`, `${gap.expected}`, `${gap.first}`),
    timestamp: formatTimestamp(records[0]?.recordedAt ?? 0),
    event_type: 'source_gap',
    source: service,
    severity: 'high',
    summary: gapSummary(batch, gap),
    details: { reason: gap.kind, topic, partition, expected: gap.expected, first: gap.first },
  };
  return { topic: topics.events, key: null, value, ...(value.event_id ? { id: value.event_id } : {}) };
}
