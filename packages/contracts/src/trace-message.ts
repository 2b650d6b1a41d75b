import { z } from 'zod';
import { labelsSchema } from './labels.ts';
import { maintenanceSchema } from './maintenance.ts';
import { numberSchema } from './number.ts';
import { timestampSchema } from './time.ts';

export const spanSchema = z.looseObject({
  span_id: z.string().min(1),
  parent_span_id: z.string().nullish(),
  operation: z.string(),
  service: z.string(),
  start_time: timestampSchema,
  duration: numberSchema.describe('seconds, may be fractional'),
  status: z.enum(['unset', 'ok', 'error']).optional(),
  kind: z.enum(['internal', 'server', 'client', 'producer', 'consumer', 'unspecified']).optional(),
  tags: labelsSchema.optional(),
});
export type Span = z.infer<typeof spanSchema>;

/** `aiops.traces`: the spans of one trace that were seen together. */
export const traceMessageSchema = z.looseObject({
  trace_id: z.string().min(1),
  spans: z.array(spanSchema).min(1),
  total_duration: numberSchema.optional().describe('seconds'),
  span_count: z.number().int().optional(),
  source: z.string().optional(),
  maintenance: maintenanceSchema.optional(),
  collected_at: timestampSchema.optional(),
});
export type TraceMessage = z.infer<typeof traceMessageSchema>;
