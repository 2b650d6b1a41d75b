import { z } from 'zod';
import { labelsSchema } from '../values/labels.ts';

/**
 * `details` of an event of type `deviation`: something of an entity lies outside its usual range. It is no anomaly, which is a
 * matter of probability and opens once; it says how large the difference is, so that a cause can be told from its victims.
 */
export const deviationSchema = z.looseObject({
  metric_name: z.string().min(1).describe('what deviates: a metric, or a figure of spans or lines'),
  kind: z.enum(['metric', 'trace', 'log']),
  labels: labelsSchema.optional(),
  direction: z.enum(['up', 'down']),
  size: z
    .number()
    .min(0)
    .describe(
      'distance from the usual range, in widths of that range; of durations the ratio less one; of shares and rates a third of the nats of evidence',
    ),
  value: z.number(),
  usual: z.object({ lower: z.number(), upper: z.number() }),
  peer: z.string().optional().describe('entity id of the caller that sees it'),
});
export type DeviationDetails = z.infer<typeof deviationSchema>;
