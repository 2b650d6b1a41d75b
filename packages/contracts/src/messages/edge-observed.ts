import { z } from 'zod';
import { numberSchema } from '../values/number.ts';
import { timestampSchema } from '../values/time.ts';

/**
 * `details` of an event of type `edge_observed`: a service calls a peer. There are two kinds. Whoever counts calls tells once a minute
 * how they went: with figures and a window. anomaly-detection tells once that a call is new: with `first_seen`, and without figures.
 */
export const edgeObservedSchema = z.looseObject({
  caller: z.string().min(1).describe('the service, by the name of its entity'),
  callee: z.string().min(1).describe('whom it calls, as its spans name it: a service or an address'),
  first_seen: timestampSchema.optional().describe('the call is new since then'),
  rate: numberSchema.optional().describe('calls per second'),
  error_rate: numberSchema.optional().describe('failed calls in percent'),
  latency_p50: numberSchema.optional().describe('ms, as the caller sees it'),
  latency_p95: numberSchema.optional().describe('ms'),
  latency_p99: numberSchema.optional().describe('ms'),
  window_start: timestampSchema.optional(),
  window_end: timestampSchema.optional(),
});
export type EdgeObservedDetails = z.infer<typeof edgeObservedSchema>;
