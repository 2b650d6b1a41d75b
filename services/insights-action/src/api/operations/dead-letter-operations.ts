import { z } from 'zod';
import { idParams, nameSchema, pageFields, pageSchema } from './fields.ts';
import { operation } from './operation.ts';

export const deadLetterSchema = z.strictObject({
  id: z.string().describe('partition-offset on aiops.dlq'),
  topic: z.string().describe('where it came from'),
  partition: z.string(),
  offset: z.string(),
  service: z.string().describe('who could not process it'),
  reason: z.string(),
  error: z.string(),
  recorded_at: z.string().describe('when it became a dead letter'),
  bytes: z.number().int(),
  redriven: z
    .strictObject({ at: z.string(), by: z.string() })
    .nullable()
    .describe(
      'when somebody last had it processed again through this API, as far as the newest 2,000 actions tell',
    ),
});

const contentSchema = deadLetterSchema.extend({
  key: z.string().nullable(),
  value: z.string().nullable().describe('as text, with what looks like a secret masked'),
  is_cut: z.boolean().describe('whether the value goes on'),
});

/** Messages that could not be processed. */
export const deadLetterOperations = {
  listDeadLetters: operation({
    method: 'get',
    path: '/dead-letters',
    role: 'viewer',
    tag: 'dead letters',
    summary: 'Messages that could not be processed, newest first, of the newest 2,000',
    query: z.strictObject({
      topic: nameSchema.optional().describe('where they came from'),
      reason: nameSchema.optional(),
      ...pageFields,
    }),
    status: 200,
    answer: pageSchema(deadLetterSchema),
    refusals: [503],
  }),
  getDeadLetter: operation({
    method: 'get',
    path: '/dead-letters/{id}',
    role: 'viewer',
    tag: 'dead letters',
    summary: 'One of them, with what it says',
    params: idParams,
    status: 200,
    answer: contentSchema,
    refusals: [404, 503],
  }),
  redriveDeadLetter: operation({
    method: 'post',
    path: '/dead-letters/{id}/redrive',
    role: 'operator',
    tag: 'dead letters',
    summary:
      'Publish its untouched bytes again where they came from; it stays here as a record of what happened',
    params: idParams,
    body: z.strictObject({}).optional(),
    status: 200,
    answer: deadLetterSchema,
    refusals: [404, 422, 503],
  }),
};
