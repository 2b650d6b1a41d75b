import { z } from 'zod';
import { entityFields } from '../entities/entity-fields.ts';
import { labelsSchema } from '../values/labels.ts';
import { timestampSchema } from '../values/time.ts';
import { maintenanceSchema } from './maintenance.ts';

/** `aiops.logs`: one line. */
export const logMessageSchema = z.looseObject({
  timestamp: timestampSchema.describe('epoch nanoseconds as a string'),
  log_line: z.string(),
  labels: labelsSchema.optional(),
  level: z.string().optional(),
  source: z.string().optional(),
  maintenance: maintenanceSchema.optional(),
  collected_at: timestampSchema.optional(),
  trace_id: z.string().optional(),
  ...entityFields,
});
export type LogMessage = z.infer<typeof logMessageSchema>;
