import { z } from 'zod';
import { entityFields } from '../entities/entity-fields.ts';
import { labelsSchema } from '../values/labels.ts';
import { severitySchema } from '../values/severity.ts';
import { timestampSchema } from '../values/time.ts';

export const evidenceSchema = z.looseObject({
  kind: z.string(),
  title: z.string(),
  query: z.string().optional(),
  url: z.string().optional(),
});
export type Evidence = z.infer<typeof evidenceSchema>;

export const contributionSchema = z.looseObject({
  detector: z.string(),
  metric_name: z.string().optional().describe('Metric that moved, where several are judged together'),
  score: z.number(),
  detail: z.string(),
});
export type Contribution = z.infer<typeof contributionSchema>;

export const anomalyTypeSchema = z.enum(['statistical', 'rule', 'ml', 'log', 'trace', 'staleness']);

/** `aiops.anomalies`: one span of time on one series; opened once, updated when its severity rises, closed by `resolved`. */
export const anomalyMessageSchema = z.looseObject({
  anomaly_id: z.string().optional(),
  revision: z.number().int().min(1).optional(),
  status: z.enum(['firing', 'resolved']).optional(),
  timestamp: timestampSchema,
  started_at: timestampSchema.optional(),
  ended_at: timestampSchema.optional(),
  anomaly_type: anomalyTypeSchema,
  detector: z.string().optional(),
  rule: z.string().optional(),
  metric_name: z.string().min(1),
  labels: labelsSchema.optional(),
  score: z.number().min(0).describe('−log10(p) / 3; 1 is the edge of the band'),
  severity: severitySchema,
  reason: z.string(),
  summary: z.string(),
  value: z.number().optional(),
  expected: z.looseObject({ lower: z.number(), mid: z.number(), upper: z.number() }).optional(),
  contributions: z.array(contributionSchema).optional(),
  samples: z
    .array(z.tuple([z.number(), z.number()]))
    .max(60)
    .optional()
    .describe('[epoch seconds, value]'),
  evidence: z.array(evidenceSchema).optional(),
  ...entityFields,
});
export type AnomalyMessage = z.infer<typeof anomalyMessageSchema>;
