import type { Entity, Labels } from '@aiops/contracts';

/** The contract's entity fields. */
export interface EntityFields {
  readonly entity_id: string;
  readonly entity_type: string;
  readonly entity_name: string;
}

/** What a message says about the entity it was resolved to. */
export function entityFields(entity: Entity): EntityFields {
  return { entity_id: entity.id, entity_type: entity.type, entity_name: entity.name };
}

/** The same labels in sorted order, so that equal labels give equal text. */
export function sortedLabels(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
