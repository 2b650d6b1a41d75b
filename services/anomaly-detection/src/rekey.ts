import { headers, type LogMessage, type MetricMessage, type topics } from '@aiops/contracts';
import type { Emit } from '@aiops/runtime';
import type { Setup } from './setup.ts';
import { type EntityRef, entityRef } from './subject.ts';

interface KeyedMessage {
  readonly topic: typeof topics.metrics | typeof topics.logs;
  readonly key: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: MetricMessage | LogMessage;
}

/**
 * The entity of a message that lies under its entity's key, or undefined after the message was published again under
 * the right one. Keys decide who owns a series; a message that was published again is folded whatever its key, so that
 * a topology that changes in between cannot send it round in circles.
 */
export function ownedEntity(message: KeyedMessage, setup: Setup, emit: Emit): EntityRef | undefined {
  const entity = entityOf(message.value, message.topic, setup);
  if (message.key === entity.id || message.headers[headers.rekeyed] === '1') return entity;
  emit({
    topic: message.topic,
    key: entity.id,
    value: { ...message.value, entity_id: entity.id, entity_type: entity.type, entity_name: entity.name },
    headers: { ...message.headers, [headers.rekeyed]: '1' },
  });
  return undefined;
}

function entityOf(value: MetricMessage | LogMessage, topic: string, setup: Setup): EntityRef {
  if (value.entity_id) return entityRef(value.entity_id, value.entity_type, value.entity_name);
  const entity = setup.resolver().resolve(value.labels ?? {});
  if (!entity.known) setup.counters.unresolved.inc({ topic });
  return entityRef(entity.id, entity.type, entity.name);
}
