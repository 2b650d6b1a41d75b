import { actionMessageSchema, anomalyMessageSchema, rcaResultSchema } from '@aiops/contracts';
import { z } from 'zod';
import { incidentSummarySchema } from '../views/incident-summary.ts';
import { idParams, leastSeverity, momentSchema, nameSchema, pageFields, pageSchema } from './fields.ts';
import { operation } from './operation.ts';

/** What somebody may say of an incident. */
export const verdicts = ['correct_cause', 'wrong_cause', 'not_an_incident', 'duplicate', 'unsure'] as const;

export const incidentSchema = z.strictObject({
  incident: incidentSummarySchema,
  /** The newest revision: evidence, candidates and the terms of their scores. */
  result: rcaResultSchema,
  recorded_at: z.string().describe('when the broker took it'),
});

const COMMENT_LENGTH = 4_000;

/** Incidents, and what they are made of. */
export const incidentOperations = {
  listIncidents: operation({
    method: 'get',
    path: '/incidents',
    role: 'viewer',
    tag: 'incidents',
    summary: 'Incidents, those that began last first',
    query: z.strictObject({
      state: z.enum(['open', 'closed']).optional(),
      severity: leastSeverity,
      entity: nameSchema.optional().describe('name of something anomalous, or of the cause'),
      cause: nameSchema.optional().describe('name of the cause'),
      since: momentSchema.optional().describe('changed at or after this time, in event time'),
      ...pageFields,
    }),
    status: 200,
    answer: pageSchema(incidentSummarySchema),
  }),
  getIncident: operation({
    method: 'get',
    path: '/incidents/{id}',
    role: 'viewer',
    tag: 'incidents',
    summary: 'One incident with everything that is known of it',
    params: idParams,
    status: 200,
    answer: incidentSchema,
    refusals: [404, 503],
  }),
  getReport: operation({
    method: 'get',
    path: '/incidents/{id}/report',
    role: 'viewer',
    tag: 'incidents',
    summary: 'The report of an incident for people, as text of 96 columns',
    params: idParams,
    status: 200,
    answer: 'text',
    refusals: [404, 503],
  }),
  giveFeedback: operation({
    method: 'post',
    path: '/incidents/{id}/feedback',
    role: 'operator',
    tag: 'incidents',
    summary: 'Say what the incident really was; saying the same again changes nothing',
    params: idParams,
    body: z.strictObject({
      verdict: z.enum(verdicts),
      cause: nameSchema.optional().describe('what the cause really was'),
      comment: z.string().min(1).max(COMMENT_LENGTH).optional(),
    }),
    status: 201,
    answer: z.strictObject({ action_id: z.string() }),
    refusals: [404, 503],
  }),
  listAnomalies: operation({
    method: 'get',
    path: '/anomalies',
    role: 'viewer',
    tag: 'anomalies',
    summary: 'The newest anomalies, or those of an incident; those that began last first',
    query: z.strictObject({
      entity: nameSchema.optional().describe('name or id of the entity'),
      metric: nameSchema.optional(),
      severity: leastSeverity,
      status: z.enum(['firing', 'resolved']).optional(),
      incident: nameSchema.optional().describe('id of an incident'),
      ...pageFields,
    }),
    status: 200,
    answer: pageSchema(anomalyMessageSchema),
    refusals: [404, 503],
  }),
  listActions: operation({
    method: 'get',
    path: '/actions',
    role: 'viewer',
    tag: 'actions',
    summary: 'What was suggested, decided and done, newest first',
    query: z.strictObject({
      incident: nameSchema.optional().describe('id of an incident'),
      action: nameSchema.optional().describe('kind of action, for instance runbook_execution'),
      ...pageFields,
    }),
    status: 200,
    answer: pageSchema(actionMessageSchema),
  }),
};
