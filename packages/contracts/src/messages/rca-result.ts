import { z } from 'zod';
import { timestampSchema } from '../values/time.ts';
import { anomalyMessageSchema, evidenceSchema } from './anomaly-message.ts';

/** One addend of a candidate's score: `value × weight`, with the reason and what it was made from. */
export const termSchema = z.looseObject({
  name: z.string(),
  value: z.number(),
  weight: z.number(),
  why: z.string(),
  inputs: z
    .record(z.string(), z.unknown())
    .optional()
    .describe(
      'what the value was made from: numbers, times in milliseconds, entities and anomalies of this result by their ids, dependencies as [dependent, on, kind]; the value follows from it alone',
    ),
});
export type Term = z.infer<typeof termSchema>;

export const candidateSchema = z.looseObject({
  device: z.string(),
  entity_id: z.string().optional(),
  confidence: z.number().min(0).max(1),
  score: z.number().describe('the sum of value × weight over the terms'),
  terms: z.array(termSchema),
  evidence: z.array(evidenceSchema),
  against: z.array(z.string()),
});
export type Candidate = z.infer<typeof candidateSchema>;

export const confidenceInputsSchema = z.looseObject({
  supporting: z
    .number()
    .int()
    .min(0)
    .describe('distinct series and signs that the first candidate shows or explains'),
  silent: z.boolean().describe('whether the first candidate shows nothing itself'),
  others: z
    .number()
    .min(0)
    .describe('sum of the positive scores of all candidates but the first, also of those that are not shown'),
});
/** What the confidences were made from, beside the scores and the state of the topology. */
export type ConfidenceInputs = z.infer<typeof confidenceInputsSchema>;

export const correlatedAnomalySchema = z.looseObject({
  event: anomalyMessageSchema,
  score: z.number(),
  time_diff: z.number().describe('seconds after the trigger; negative when before'),
  reason: z.string().optional(),
});

export const propagationStepSchema = z.looseObject({
  device: z.string(),
  at: z
    .string()
    .optional()
    .describe('onset of its first anomaly, absent for a device that only passed it on'),
  via: z.string().optional(),
});

export const incidentStatusSchema = z.enum(['open', 'updated', 'resolved', 'reopened', 'merged']);
export type IncidentStatus = z.infer<typeof incidentStatusSchema>;

/** `aiops.rca_results`: one revision of one incident and its explanation. */
export const rcaResultSchema = z.looseObject({
  incident_id: z.string().optional(),
  revision: z.number().int().min(1).optional(),
  status: incidentStatusSchema.optional(),
  merged_into: z.string().optional(),
  domain: z.string().optional(),
  timestamp: timestampSchema,
  started_at: timestampSchema.optional(),
  ended_at: timestampSchema.optional(),
  trigger_anomaly: anomalyMessageSchema,
  correlated_anomalies: z.array(correlatedAnomalySchema),
  propagation_source: z.string().nullable(),
  root_cause: z.looseObject({
    root_cause_device: z.string().nullable(),
    root_cause_anomaly: anomalyMessageSchema.nullable(),
    confidence: z.number().min(0).max(1),
    confidence_inputs: confidenceInputsSchema.optional(),
    path_score: z.number(),
    propagation_path: z.array(propagationStepSchema),
    explanation: z.string(),
    candidates: z.array(candidateSchema).max(5),
    method: z.string(),
  }),
  rca_summary: z.string(),
  topology: z
    .looseObject({
      status: z.enum(['ok', 'stale', 'unavailable']),
      version: z.string().optional(),
      as_of: z.string().optional(),
      coverage: z.number().min(0).max(1).describe('share of the anomalous entities that the topology knows'),
    })
    .optional(),
  maintenance: z
    .array(
      z.looseObject({
        entity_id: z.string(),
        device: z.string(),
        from: timestampSchema,
        until: timestampSchema,
        reason: z.string().optional(),
      }),
    )
    .optional()
    .describe('the named cause and the anomalous entities that are under maintenance'),
  flapping: z
    .looseObject({
      times: z.number().int().min(1).describe('how often it came back'),
      since: timestampSchema.describe('when it first did'),
    })
    .optional()
    .describe('it ends and comes back again and again: it stays open until it was quiet for longer'),
  conclusive: z.boolean().optional(),
  inconclusive_reasons: z.array(z.string()).optional(),
});
export type RcaResult = z.infer<typeof rcaResultSchema>;
