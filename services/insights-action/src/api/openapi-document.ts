import { actionMessageSchema, anomalyMessageSchema, rcaResultSchema } from '@aiops/contracts';
import { z } from 'zod';
import { incidentSchema } from './operations/incident-operations.ts';
import { muteSchema } from './operations/mute-operations.ts';
import type { Operation } from './operations/operation.ts';
import { operations } from './operations/operations.ts';
import { runbookSchema } from './operations/run-operations.ts';
import { problemSchema } from './problem.ts';
import { planSchema, runEntrySchema, runSchema } from './run-json.ts';
import { incidentSummarySchema } from './views/incident-summary.ts';

type Json = Readonly<Record<string, unknown>>;

/** Schemas with a name of their own in the document. */
const NAMED: Readonly<Record<string, z.ZodType>> = {
  Problem: problemSchema,
  IncidentSummary: incidentSummarySchema,
  Incident: incidentSchema,
  Result: rcaResultSchema,
  Anomaly: anomalyMessageSchema,
  Action: actionMessageSchema,
  Plan: planSchema,
  Run: runSchema,
  RunEntry: runEntrySchema,
  Runbook: runbookSchema,
  Mute: muteSchema,
};

const DESCRIPTIONS: Readonly<Record<number, string>> = {
  200: 'Done',
  201: 'Made',
  204: 'Done; there is nothing to say',
  400: 'Something in the request is not as expected',
  401: 'A token is needed, or the one given is not known',
  403: 'The role does not allow it, or another site may have sent it',
  404: 'There is no such thing',
  409: 'It does not go with the state of things, or runbooks are stopped',
  410: 'It has expired',
  413: 'The body is longer than 64 KB',
  415: 'The body is no JSON',
  422: 'It cannot be done as it was asked for',
  429: 'Too many requests, wrong tokens or runs',
  503: 'Something that is needed does not answer; Retry-After tells when to try again',
};

/** The OpenAPI 3.1 document of the API, made from the schemas that requests are read with. */
export function openApiDocument(): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const [name, operation] of Object.entries(operations)) {
    const path = `/api/v1${operation.path}`;
    paths[path] = { ...paths[path], [operation.method]: operationObject(name, operation) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'AIOps fleet',
      version: '1',
      description:
        'Incidents, their causes and what is done about them. Roles: viewer, operator, approver, admin; each may do what those before it may.',
    },
    paths,
    components: {
      schemas: Object.fromEntries(
        Object.entries(NAMED).map(([name, schema]) => [name, jsonSchema(schema, name)]),
      ),
      responses: Object.fromEntries(
        Object.entries(DESCRIPTIONS)
          .filter(([status]) => Number(status) >= 400)
          .map(([status, description]) => [status, { description, content: PROBLEM }]),
      ),
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: 'aiops_session' },
      },
    },
  };
}

function operationObject(name: string, operation: Operation): Json {
  const { role, tag, summary, params, query, body, status, refusals = [] } = operation;
  const usual = [400, 401, 403, 429, ...(body === undefined ? [] : [413, 415])];
  const errors = [...new Set([...usual, ...refusals])].sort((a, b) => a - b);
  return {
    operationId: name,
    tags: [tag],
    summary,
    'x-role': role,
    ...(role === 'anybody' ? { security: [] } : { security: [{ token: [] }, { session: [] }] }),
    parameters: [...parametersOf(params, 'path'), ...parametersOf(query, 'query')],
    ...(body === undefined ? {} : { requestBody: requestBody(body) }),
    responses: {
      [status]: { description: DESCRIPTIONS[status], ...contentOf(operation) },
      ...Object.fromEntries(errors.map((error) => [error, { $ref: `#/components/responses/${error}` }])),
    },
  };
}

const PROBLEM = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };

function contentOf({ answer }: Operation): Json {
  if (answer === 'nothing') return {};
  if (answer === 'text') return { content: { 'text/plain': { schema: { type: 'string' } } } };
  if (answer === 'events') return { content: { 'text/event-stream': { schema: { type: 'string' } } } };
  return { content: { 'application/json': { schema: jsonSchema(answer) } } };
}

function requestBody(body: z.ZodType): Json {
  const isOptional = body.safeParse(undefined).success;
  return { required: !isOptional, content: { 'application/json': { schema: jsonSchema(body) } } };
}

function parametersOf(schema: z.ZodObject | undefined, place: 'path' | 'query'): Json[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = jsonSchema(schema) as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema: rest,
  }));
}

/** The JSON Schema of what is written where the schema reads. Named parts are referred to, the one of that name itself is not. */
function jsonSchema(schema: z.ZodType, own?: string): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-2020-12',
    override({ zodSchema, jsonSchema: made }) {
      const name = Object.keys(NAMED).find((candidate) => NAMED[candidate] === (zodSchema as unknown));
      if (name === undefined || name === own) return;
      for (const key of Object.keys(made)) delete (made as Record<string, unknown>)[key];
      made.$ref = `#/components/schemas/${name}`;
    },
  });
  return rest;
}
