import { z } from 'zod';
import { entityFields } from '../entities/entity-fields.ts';
import { labelsSchema } from '../values/labels.ts';
import { numberSchema } from '../values/number.ts';
import { timestampSchema } from '../values/time.ts';
import { maintenanceSchema } from './maintenance.ts';

/** `aiops.metrics`: samples of one series. */
export const metricMessageSchema = z.looseObject({
  metric_name: z.string().min(1),
  labels: labelsSchema.optional(),
  values: z
    .array(z.tuple([numberSchema.describe('epoch seconds, may be fractional'), numberSchema]))
    .min(1)
    .describe('samples in time order'),
  timestamp: timestampSchema.optional().describe('when the message was made'),
  source: z.string().optional(),
  maintenance: maintenanceSchema.optional(),
  ...entityFields,
});
export type MetricMessage = z.infer<typeof metricMessageSchema>;
