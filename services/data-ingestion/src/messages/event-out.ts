import { contentId, type EntityResolver, type EventMessage, type Labels, topics } from '@aiops/contracts';
import type { OutMessage } from '@aiops/runtime';
import { entityFields } from './entity-labels.ts';

/**
 * A message of `aiops.events`, keyed by its entity. An event without an id gets one derived from its content; one that
 * names its entity itself keeps it, any other is resolved from `labels`.
 */
export function eventOut(event: EventMessage, labels: Labels, resolver: EntityResolver): OutMessage {
  const eventId = event.event_id ?? contentId('event', canonicalJson(event));
  const named = event.entity_id !== undefined && event.entity_id !== '';
  const entity = named ? undefined : resolver.resolve(labels);
  const value = { ...event, event_id: eventId, ...(entity === undefined ? {} : entityFields(entity)) };
  return { topic: topics.events, key: entity?.id ?? event.entity_id ?? null, id: eventId, value };
}

/** JSON with sorted keys at every depth, so that the order in which a sender wrote them does not matter. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (part === null || typeof part !== 'object' || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
  });
}
