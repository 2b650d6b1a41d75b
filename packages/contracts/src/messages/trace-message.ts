import { z } from 'zod';
import { entityFields } from '../entities/entity-fields.ts';
import { labelsSchema } from '../values/labels.ts';
import { numberSchema } from '../values/number.ts';
import { timestampSchema } from '../values/time.ts';
import { maintenanceSchema } from './maintenance.ts';

/** For what a span counts in the figures of a minute, where Flink makes them: decided once, by data-ingestion. */
export const countedSchema = z.looseObject({
  at: z
    .number()
    .describe('epoch ms in the minute in which it counts: that of its end, or a later one when it came late'),
  site: z.string().optional(),
  operation: z.string().optional().describe('it is a request, of this operation or `other`'),
  peer: z.string().optional().describe('it is a call, to this peer or `other`'),
  failed: z.boolean().optional().describe('whether the request or the call failed'),
  ...entityFields,
});
export type Counted = z.infer<typeof countedSchema>;

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
  counted: countedSchema.optional(),
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
  counted_at: z
    .number()
    .int()
    .optional()
    .describe('epoch ms, the first `counted.at` of its spans; all that count do so in the same minute'),
});
export type TraceMessage = z.infer<typeof traceMessageSchema>;
