import { z } from 'zod';
import { durationSchema } from '../values/time.ts';
import { commandProblem } from './command-syntax.ts';

const stepFields = {
  name: z.string().min(1),
  timeout: durationSchema.optional().describe('60 s unless set'),
  stop_on_failure: z.boolean().optional(),
  risk: z
    .enum(['read_only', 'reversible', 'destructive'])
    .optional()
    .describe('how much harm it can do; destructive unless set'),
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
  sha256: z
    .string()
    .optional()
    .describe('SHA-256 of the file in hex, as sha256sum prints it: another content is not run'),
  arguments: z.array(z.string()).optional().describe('what the script is called with'),
});

export const runbookStepSchema = z.discriminatedUnion('type', [commandStep, httpStep, scriptStep], {
  error: 'expected the type command, http_request or script',
});
export type RunbookStep = z.infer<typeof runbookStepSchema>;
