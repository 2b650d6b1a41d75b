import {
  contentId,
  type EventMessage,
  eventLabels,
  formatTimestamp,
  type Maintenance,
  maintenanceSpan,
  parseTimestamp,
  topics,
} from '@aiops/contracts';
import { type Emit, InvalidMessage, type OutMessage } from '@aiops/runtime';
import type { Setup } from '../setup.ts';
import { type EntityRef, entityRef } from '../subject.ts';

const SOURCE = 'anomaly-detection';

/**
 * Tells maintenance that an event announces on in the topics of samples, lines and spans: from that message on it is known there.
 * Spans of a service lie on every partition, so every one is told. Throws {@link InvalidMessage} when its times cannot be used.
 */
export function announceMaintenance(event: EventMessage, setup: Setup, partitions: number, emit: Emit): void {
  const span = maintenanceSpan(event);
  if (span === undefined) return;
  if ('problem' in span) {
    throw new InvalidMessage('rejected', `${span.path.join('.')} of maintenance: ${span.problem}`);
  }
  const entity = entityOf(event, setup);
  if (entity === undefined) return;
  const maintenance: Maintenance = {
    event_id: event.event_id ?? contentId('maintenance', entity.id, span.from, span.until),
    entity_id: entity.id,
    announced_at: formatTimestamp(parseTimestamp(event.timestamp) ?? span.from),
    from: formatTimestamp(span.from),
    until: formatTimestamp(span.until),
    ...(event.summary === undefined ? {} : { reason: event.summary }),
  };
  emit(inMetrics(maintenance, entity));
  emit(inLogs(maintenance, entity));
  for (let partition = 0; partition < partitions; partition += 1)
    emit(inTraces(maintenance, entity, partition));
}

/** The entity that the event names; undefined when it names none. */
function entityOf(event: EventMessage, setup: Setup): EntityRef | undefined {
  if (event.entity_id) return entityRef(event.entity_id, event.entity_type, event.entity_name);
  const resolver = setup.resolver();
  const entity = resolver.resolve(eventLabels(event));
  if (entity.known) return entity;
  setup.counters.unresolved.inc({ topic: topics.events });
  return entity.name === resolver.resolve({}).name ? undefined : entity;
}

/** A series that is 1 while the maintenance lasts; nobody judges it. */
function inMetrics(maintenance: Maintenance, entity: EntityRef): OutMessage {
  const values = [maintenance.from, maintenance.until].map((stamp, i) => [
    Number(parseTimestamp(stamp)) / 1000,
    1 - i,
  ]);
  const value = { metric_name: 'maintenance', labels: {}, values, ...about(maintenance, entity) };
  return { topic: topics.metrics, key: entity.id, value, id: idOf(maintenance, topics.metrics) };
}

function inLogs(maintenance: Maintenance, entity: EntityRef): OutMessage {
  const value = {
    timestamp: maintenance.announced_at,
    log_line: `Maintenance from ${maintenance.from} until ${maintenance.until}`,
    labels: {},
    ...about(maintenance, entity),
  };
  return { topic: topics.logs, key: entity.id, value, id: idOf(maintenance, topics.logs) };
}

function inTraces(maintenance: Maintenance, { name }: EntityRef, partition: number): OutMessage {
  const { event_id: id, from: start_time } = maintenance;
  const ids = { span_id: id, parent_span_id: id };
  const span = { ...ids, operation: 'maintenance', service: name, start_time, duration: 0, kind: 'internal' };
  const value = { trace_id: id, spans: [span], source: SOURCE, maintenance };
  return { topic: topics.traces, key: null, value, partition, id: idOf(maintenance, topics.traces) };
}

function about(maintenance: Maintenance, { id, type, name }: EntityRef) {
  return { source: SOURCE, entity_id: id, entity_type: type, entity_name: name, maintenance };
}

function idOf(maintenance: Maintenance, topic: string): string {
  return contentId(topic, JSON.stringify(maintenance));
}
