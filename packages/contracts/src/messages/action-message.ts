import { z } from 'zod';
import { timestampSchema } from '../values/time.ts';

export const actionKindSchema = z.enum([
  'runbook_suggested',
  'runbook_execution',
  'approval_requested',
  'approval_decided',
  'annotation',
  'alert_enriched',
  'notification',
  'feedback',
  'runbooks_stopped',
  'runbooks_resumed',
  'dead_letter_redriven',
]);

/** `aiops.actions`: what was suggested or done about an incident. */
export const actionMessageSchema = z.looseObject({
  action_id: z.string().optional(),
  incident_id: z.string().optional(),
  revision: z.number().int().min(1).optional(),
  timestamp: timestampSchema,
  action: actionKindSchema,
  runbook: z.string().nullish(),
  result: z
    .looseObject({
      runbook: z.string().optional(),
      status: z.string(),
      steps: z
        .array(
          z.looseObject({
            step: z.string(),
            status: z.string(),
            result: z.unknown().optional(),
            exit_code: z.number().int().nullish(),
            duration_ms: z.number().optional(),
          }),
        )
        .optional(),
    })
    .nullish(),
  device: z.string().nullish(),
  metric: z.string().nullish(),
  mode: z.enum(['dry_run', 'manual', 'auto']).optional(),
  actor: z.string().optional(),
  feedback: z
    .looseObject({
      verdict: z.string(),
      cause: z.string().optional().describe('what the cause really was'),
      comment: z.string().optional(),
    })
    .optional()
    .describe('what somebody thinks of the incident as it was told'),
  dead_letter: z
    .looseObject({
      id: z.string().describe('partition-offset on aiops.dlq'),
      topic: z.string().describe('where it came from and was published again'),
    })
    .optional()
    .describe('the message that somebody had processed once more'),
  verified: z
    .union([z.boolean(), z.enum(['improved', 'no_effect', 'worse', 'unknown'])])
    .nullish()
    .describe('what the metric did after the run'),
});
export type ActionMessage = z.infer<typeof actionMessageSchema>;
