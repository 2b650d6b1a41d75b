import { z } from 'zod';
import { placeholdersIn } from '../values/placeholders.ts';
import { severitySchema } from '../values/severity.ts';
import { durationSchema } from '../values/time.ts';
import { runbookParameterSchema } from './runbook-parameter.ts';
import { type RunbookStep, runbookStepSchema } from './runbook-step.ts';
import { type StepProblem, stepProblems } from './step-problems.ts';

const PARAMETER_NAME = /^[a-z][a-z0-9_]*$/;
const oneOrMore = z.union([z.string(), z.array(z.string()).min(1)]).optional();

const conditionsSchema = z.strictObject({
  metric_name: oneOrMore,
  severity: z.union([severitySchema, z.array(severitySchema).min(1)]).optional(),
  entity_type: oneOrMore,
  labels: z.record(z.string(), z.string()).optional(),
  value: z
    .strictObject({ above: z.number().optional(), below: z.number().optional() })
    .optional()
    .describe('bounds of the value that made the anomaly'),
  cause: z
    .strictObject({ metric_name: oneOrMore, entity_type: oneOrMore })
    .optional()
    .describe(
      'what the anomaly of the root cause has to be; without a known cause it is not met, whatever the anomaly above',
    ),
});

const effectSchema = z.strictObject({
  metric: z.string().min(1),
  direction: z.enum(['down', 'up']),
  within: durationSchema,
});

/** `runbooks/*.yml`: when it applies, and the steps. `${name}` in a step stands for a declared parameter. */
export const runbookFileSchema = z
  .strictObject({
    name: z.string().min(1),
    description: z.string(),
    version: z.union([z.string(), z.number()]),
    author: z.string().optional(),
    conditions: conditionsSchema,
    target: z
      .string()
      .min(1)
      .optional()
      .describe(
        'where commands and scripts run: this_host, entity (the target of what the incident is about) or the name of a target',
      ),
    parameters: z
      .record(
        z.string().regex(PARAMETER_NAME, 'expected a name of small letters, digits and _'),
        runbookParameterSchema,
      )
      .optional(),
    steps: z.array(runbookStepSchema).min(1),
    effect: effectSchema.optional().describe('what should be seen after a run'),
    rollback: z
      .array(runbookStepSchema)
      .min(1)
      .optional()
      .describe('steps that take the effect back; part of what is approved'),
    tests: z
      .array(
        z.strictObject({
          name: z.string(),
          anomaly: z.record(z.string(), z.unknown()),
          cause: z.record(z.string(), z.unknown()).optional(),
          matches: z.boolean(),
        }),
      )
      .optional(),
  })
  .superRefine((runbook, context) => {
    const { parameters = {}, target, steps, rollback = [] } = runbook;
    const told = (path: readonly (string | number)[], message: string) =>
      context.addIssue({ code: 'custom', path: [...path], message });
    for (const [list, content] of [['steps', steps] as const, ['rollback', rollback] as const]) {
      for (const { path, message } of content.flatMap((step, index) => inStep(step, index, parameters))) {
        told([list, ...path], message);
      }
    }
    if (target === undefined && ![...steps, ...rollback].every(onlyAsks)) {
      told(
        ['target'],
        'say where the steps run: this_host, entity or the name of a target (only http_request steps that are read_only need none)',
      );
    }
  });
export type Runbook = z.infer<typeof runbookFileSchema>;

function inStep(step: RunbookStep, index: number, parameters: object): StepProblem[] {
  const undeclared = placeholdersIn(step)
    .filter(({ name }) => !Object.hasOwn(parameters, name))
    .map(({ name, path }) => ({
      path,
      message: `\${${name}} is no declared parameter: add \`${name}\` under \`parameters\``,
    }));
  return [...stepProblems(step), ...undeclared].map(({ path, message }) => ({
    path: [index, ...path],
    message,
  }));
}

function onlyAsks(step: RunbookStep): boolean {
  return step.type === 'http_request' && step.risk === 'read_only';
}
