import { z } from 'zod';
import { severitySchema } from './severity.ts';
import { durationSchema } from './time.ts';

const stepFields = {
  name: z.string().min(1),
  timeout: durationSchema.optional(),
  stop_on_failure: z.boolean().optional(),
  risk: z.enum(['read_only', 'reversible', 'destructive']).optional(),
  lines: z.number().int().positive().optional().describe('keep the first lines of the output'),
};

/** A pipe or a variable would need a shell, and no step ever gets one. */
const SHELL_SYNTAX = /[|$`;&<>]/;

const commandStep = z
  .strictObject({
    ...stepFields,
    type: z.literal('command'),
    command: z.string().min(1).optional().describe('split into words, run without a shell'),
    argv: z.array(z.string()).min(1).optional(),
  })
  .refine(
    (step) => (step.command === undefined) !== (step.argv === undefined),
    'give either `command` or `argv`',
  )
  .refine(
    (step) => !SHELL_SYNTAX.test((step.command ?? '').replaceAll(/\$\{[a-z_]+\}/g, '')),
    'shell syntax is not run: use separate steps, `argv`, or `lines: 20` instead of a pipe into head',
  );

const httpStep = z.strictObject({
  ...stepFields,
  type: z.literal('http_request'),
  url: z.string().min(1),
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).optional(),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.unknown().optional(),
});

const scriptStep = z.strictObject({
  ...stepFields,
  type: z.literal('script'),
  script: z.string().min(1).describe('a file of the runbooks folder'),
});

export const runbookParameterSchema = z.strictObject({
  type: z.enum(['string', 'integer', 'number', 'boolean']),
  description: z.string().optional(),
  pattern: z.string().optional(),
  enum: z.array(z.string()).optional(),
  max_length: z.number().int().positive().optional(),
  default: z.union([z.string(), z.number(), z.boolean()]).optional(),
});

/** `runbooks/*.yml` */
export const runbookFileSchema = z.strictObject({
  name: z.string().min(1),
  description: z.string(),
  version: z.union([z.string(), z.number()]),
  author: z.string().optional(),
  conditions: z.strictObject({
    metric_name: z.union([z.string(), z.array(z.string()).min(1)]).optional(),
    severity: z.union([severitySchema, z.array(severitySchema).min(1)]).optional(),
    entity_type: z.union([z.string(), z.array(z.string()).min(1)]).optional(),
    labels: z.record(z.string(), z.string()).optional(),
  }),
  parameters: z.record(z.string(), runbookParameterSchema).optional(),
  steps: z.array(z.union([commandStep, httpStep, scriptStep])).min(1),
  tests: z
    .array(
      z.strictObject({
        name: z.string(),
        anomaly: z.record(z.string(), z.unknown()),
        matches: z.boolean(),
      }),
    )
    .optional(),
});
export type Runbook = z.infer<typeof runbookFileSchema>;
