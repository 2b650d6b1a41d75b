import { z } from 'zod';
import { planSchema, runEntrySchema, runSchema } from '../run-json.ts';
import { idParams, nameSchema, pageFields, pageSchema } from './fields.ts';
import { operation } from './operation.ts';

/** A runbook as it was read; headers that may be secret read `(set)`. */
export const runbookSchema = z.looseObject({
  name: z.string(),
  description: z.string(),
  version: z.union([z.string(), z.number()]),
  conditions: z.looseObject({}),
  parameters: z.record(z.string(), z.looseObject({ type: z.string() })).optional(),
  steps: z.array(z.looseObject({ name: z.string(), type: z.string() })),
});

const requestSchema = z.strictObject({
  runbook: nameSchema,
  incident: nameSchema.nullable().default(null),
  parameters: z.record(nameSchema, z.union([z.string().max(4_000), z.number(), z.boolean()])).default({}),
  device: nameSchema.optional().describe('what it is about; the cause of the incident unless given'),
  target: nameSchema.optional().describe("the runbook's own unless given"),
  dry_run: z.boolean().default(false).describe('only tell what would run'),
});

const reasonBody = z.strictObject({ reason: z.string().min(1).max(1_000) });
const REFUSALS = [404, 409, 410, 422, 503];
const nothing = z.strictObject({}).optional();
const approvalBody = z
  .strictObject({
    include_rollback: z
      .boolean()
      .default(false)
      .describe('whether the rollback runs by itself when the run made things worse'),
  })
  .optional();

/** What an operator does with a run. */
const decision = (verb: string, summary: string) =>
  operation({
    method: 'post',
    path: `/runs/{id}/${verb}`,
    role: 'operator',
    tag: 'runs',
    summary,
    params: idParams,
    body: nothing,
    status: 200,
    answer: runSchema,
    refusals: REFUSALS,
  });

/** Runbooks and their runs. */
export const runOperations = {
  listRunbooks: operation({
    method: 'get',
    path: '/runbooks',
    role: 'viewer',
    tag: 'runbooks',
    summary: 'The runbooks as they were read last',
    status: 200,
    answer: z.strictObject({
      items: z.array(runbookSchema),
      stopped: z
        .strictObject({ reason: z.string(), by: z.string(), at: z.string().nullable() })
        .nullable()
        .describe('why nothing may be executed now'),
    }),
    refusals: [503],
  }),
  getRunbook: operation({
    method: 'get',
    path: '/runbooks/{name}',
    role: 'viewer',
    tag: 'runbooks',
    summary: 'One runbook',
    params: z.strictObject({ name: nameSchema }),
    status: 200,
    answer: runbookSchema,
    refusals: [404],
  }),
  stopRunbooks: operation({
    method: 'post',
    path: '/runbooks/stop',
    role: 'operator',
    tag: 'runbooks',
    summary: 'Nothing is executed any more, anywhere, until somebody resumes',
    body: reasonBody,
    status: 204,
    answer: 'nothing',
    refusals: [503],
  }),
  resumeRunbooks: operation({
    method: 'post',
    path: '/runbooks/resume',
    role: 'admin',
    tag: 'runbooks',
    summary: 'Runbooks may be executed again',
    body: nothing,
    status: 204,
    answer: 'nothing',
    refusals: [503],
  }),
  listRuns: operation({
    method: 'get',
    path: '/runs',
    role: 'viewer',
    tag: 'runs',
    summary: 'Runs, newest first',
    query: z.strictObject({
      incident: nameSchema.optional().describe('id of an incident'),
      state: nameSchema.optional(),
      ...pageFields,
    }),
    status: 200,
    answer: pageSchema(runEntrySchema),
    refusals: [503],
  }),
  getRun: operation({
    method: 'get',
    path: '/runs/{id}',
    role: 'viewer',
    tag: 'runs',
    summary: 'One run, with the output of its steps',
    params: idParams,
    status: 200,
    answer: runSchema,
    refusals: [404, 503],
  }),
  requestRun: operation({
    method: 'post',
    path: '/runs',
    role: 'operator',
    tag: 'runs',
    summary: 'Tell exactly what would run, and unless it is a dry run ask for approval of it',
    body: requestSchema,
    status: 200,
    answer: z.strictObject({ plan: planSchema, run: runSchema.nullable().describe('null for a dry run') }),
    refusals: REFUSALS,
  }),
  approveRun: operation({
    method: 'post',
    path: '/runs/{id}/approve',
    role: 'approver',
    tag: 'runs',
    summary: 'Approve exactly what the plan says; it expires',
    params: idParams,
    body: approvalBody,
    status: 200,
    answer: runSchema,
    refusals: REFUSALS,
  }),
  denyRun: operation({
    method: 'post',
    path: '/runs/{id}/deny',
    role: 'approver',
    tag: 'runs',
    summary: 'Refuse what was asked for',
    params: idParams,
    body: reasonBody.partial().optional(),
    status: 200,
    answer: runSchema,
    refusals: REFUSALS,
  }),
  executeRun: decision('execute', 'Begin what was approved'),
  cancelRun: decision('cancel', 'Take the request back, or stop after the step that runs'),
};
