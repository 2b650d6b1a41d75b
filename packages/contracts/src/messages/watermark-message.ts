import { z } from 'zod';
import { timestampSchema } from '../values/time.ts';

/**
 * `aiops.watermarks`: how far one input partition of anomaly-detection has come in each correlation domain.
 * `emitted` counts the anomalies it had published for that domain; a reader may trust the watermark only once it has
 * seen that many, because the topics are not ordered against each other.
 */
export const watermarkMessageSchema = z.looseObject({
  origin: z.string().describe('topic/partition that the watermark speaks for'),
  timestamp: timestampSchema,
  domains: z.record(
    z.string(),
    z.looseObject({
      watermark: timestampSchema,
      emitted: z.number().int().min(0),
      deviated: z
        .number()
        .int()
        .min(0)
        .optional()
        .describe('deviations it had published, which have numbers of their own'),
    }),
  ),
});
export type WatermarkMessage = z.infer<typeof watermarkMessageSchema>;
