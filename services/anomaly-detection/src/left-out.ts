import { contentId, type EventMessage, formatTimestamp, topics } from '@aiops/contracts';
import type { Emit } from '@aiops/runtime';
import type { EntityRef } from './subject.ts';

export interface LeftOut {
  readonly type: 'late_data' | 'future_data' | 'series_cap' | 'entity_cap';
  readonly entity: EntityRef;
  readonly series: string;
  readonly at: number;
  /** What makes it this one: the value of a sample, the text of a line. */
  readonly content: string | number;
  readonly summary: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/**
 * Says on `aiops.events` that something was not folded. Only the first of a run is told, the rest is counted: an outage
 * that ends with an hour of backfill must not become a flood of its own.
 */
export function emitLeftOut(out: LeftOut, emit: Emit): void {
  const id = contentId(out.type, out.series, out.at, out.content);
  const event: EventMessage = {
    event_id: id,
    timestamp: formatTimestamp(out.at),
    event_type: out.type,
    source: 'anomaly-detection',
    severity: out.type === 'series_cap' ? 'high' : 'low',
    summary: out.summary,
    details: { ...out.details },
    entity_id: out.entity.id,
    entity_type: out.entity.type,
    entity_name: out.entity.name,
  };
  emit({ topic: topics.events, key: out.entity.id, value: event, id });
}
