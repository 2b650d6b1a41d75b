import { z } from 'zod';
import { entityFields } from '../entities/entity-fields.ts';
import { timestampSchema } from '../values/time.ts';

/** `aiops.events`: something that happened and is not a sample. `event_type` is open; these are the ones we write or read. */
export const eventTypes = [
  'alert',
  'topology_changed',
  'deployment',
  'config_change',
  'maintenance',
  'maintenance_known',
  'rule_pending',
  'late_data',
  'future_data',
  'series_cap',
  'entity_cap',
  'source_down',
  'source_up',
  'source_gap',
  'edge_observed',
  'deviation',
  'dependency_seen',
  'threshold_held',
] as const;

export const eventMessageSchema = z.looseObject({
  event_id: z.string().optional(),
  timestamp: timestampSchema,
  event_type: z.string().min(1),
  source: z.string().optional(),
  severity: z.string().optional(),
  summary: z.string().optional(),
  details: z.record(z.string(), z.unknown()).optional(),
  ...entityFields,
});
export type EventMessage = z.infer<typeof eventMessageSchema>;
