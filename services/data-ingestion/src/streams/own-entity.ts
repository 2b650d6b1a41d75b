import { nameOf, type topics, typeOf } from '@aiops/contracts';
import type { Message } from '@aiops/runtime';
import type { EntityFields } from '../messages/entity-labels.ts';

/**
 * The entity of a message that lies under its entity's key. Undefined for any other: it is published again under that key, and counts
 * there. What announces maintenance is no line and no sample.
 */
export function ownEntity({
  key,
  value,
}: Message<typeof topics.logs | typeof topics.metrics>): EntityFields | undefined {
  const { entity_id: id, entity_type: type, entity_name: name, maintenance } = value;
  if (!id || id !== key || maintenance !== undefined) return undefined;
  return { entity_id: id, entity_type: type ?? typeOf(id), entity_name: name ?? nameOf(id) };
}
