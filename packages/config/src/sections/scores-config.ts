import { z } from 'zod';
import { duration, integer, text } from '../fields/field-types.ts';

/** `anomaly_detection.scores` */
export const scoresSchema = z.strictObject({
  series: integer(1_000).describe(
    'Series whose scores and bands are written to VictoriaMetrics at a time, where VICTORIAMETRICS_URL is set; 0 writes none',
  ),
  linger: duration('1h').describe('How long a series is written after it was anomalous, in event time'),
  metrics: z
    .array(text())
    .default([])
    .describe('Metrics whose series are always written, as far as there is room'),
});
