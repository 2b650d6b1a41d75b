import { z } from 'zod';
import { labelsSchema } from '../values/labels.ts';
import { numberSchema } from '../values/number.ts';
import { timestampSchema } from '../values/time.ts';

/**
 * `details` of an event of type `threshold_held`: a simple rule was broken for all of its hold. No anomaly: the rule itself opens
 * that, at the same sample.
 */
export const thresholdHeldSchema = z.looseObject({
  rule: z.string().min(1),
  metric_name: z.string().min(1),
  labels: labelsSchema.optional(),
  threshold: numberSchema,
  since: timestampSchema.describe('the first sample beyond the threshold'),
  held_seconds: numberSchema.describe('from then to the sample at which the hold was over'),
  value: numberSchema.describe('of that sample'),
});
export type ThresholdHeldDetails = z.infer<typeof thresholdHeldSchema>;
