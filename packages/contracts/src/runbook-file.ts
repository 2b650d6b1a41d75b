import { z } from 'zod';
import { commandProblem } from './command-syntax.ts';
import { placeholdersIn } from './placeholders.ts';
import { severitySchema } from './severity.ts';
import { durationSchema } from './time.ts';

const stepFields = {
  name: z.string().min(1),
  timeout: durationSchema.optional(),
  stop_on_failure: z.boolean().optional(),
  risk: z.enum(['read_only', 'reversible', 'destructive']).optional(),
  lines: z.number().int().positive().optional().describe('keep the first lines of the output'),
};

const commandStep = z
  .strictObject({
    ...stepFields,
    type: z.literal('command'),
    command: z
      .string()
      .min(1)
      .superRefine((command, context) => {
        const problem = commandProblem(command);
        if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
      })
      .optional()
      .describe('split into words, run without a shell'),
    argv: z.array(z.string()).min(1).optional().describe('the words themselves, taken as they are'),
  })
  .refine(
    (step) => (step.command === undefined) !== (step.argv === undefined),
    'give either `command` or `argv`',
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

export const runbookStepSchema = z.discriminatedUnion('type', [commandStep, httpStep, scriptStep], {
  error: 'expected the type command, http_request or script',
});
export type RunbookStep = z.infer<typeof runbookStepSchema>;

export const runbookParameterSchema = z.strictObject({
  type: z.enum(['string', 'integer', 'number', 'boolean']),
  description: z.string().optional(),
  pattern: z.string().optional(),
  enum: z.array(z.string()).optional(),
  max_length: z.number().int().positive().optional(),
  default: z.union([z.string(), z.number(), z.boolean()]).optional(),
});

const PARAMETER_NAME = /^[a-z][a-z0-9_]*$/;

/** `runbooks/*.yml`: when it applies, and the steps. `${name}` in a step stands for a declared parameter. */
export const runbookFileSchema = z
  .strictObject({
    name: z.string().min(1),
    description: z.string(),
    version: z.union([z.string(), z.number()]),
    author: z.string().optional(),
    conditions: z.strictObject({
      metric_name: z.union([z.string(), z.array(z.string()).min(1)]).optional(),
      severity: z.union([severitySchema, z.array(severitySchema).min(1)]).optional(),
      entity_type: z.union([z.string(), z.array(z.string()).min(1)]).optional(),
      labels: z.record(z.string(), z.string()).optional(),
      value: z
        .strictObject({ above: z.number().optional(), below: z.number().optional() })
        .optional()
        .describe('bounds of the value that made the anomaly'),
    }),
    parameters: z
      .record(
        z.string().regex(PARAMETER_NAME, 'expected a name of small letters, digits and _'),
        runbookParameterSchema,
      )
      .optional(),
    steps: z.array(runbookStepSchema).min(1),
    tests: z
      .array(
        z.strictObject({
          name: z.string(),
          anomaly: z.record(z.string(), z.unknown()),
          matches: z.boolean(),
        }),
      )
      .optional(),
  })
  .superRefine((runbook, context) => {
    for (const [index, step] of runbook.steps.entries()) {
      for (const { name, path } of placeholdersIn(step)) {
        if (Object.hasOwn(runbook.parameters ?? {}, name)) continue;
        context.addIssue({
          code: 'custom',
          path: ['steps', index, ...path],
          message: `\${${name}} is no declared parameter: add \`${name}\` under \`parameters\``,
        });
      }
    }
  });
export type Runbook = z.infer<typeof runbookFileSchema>;
