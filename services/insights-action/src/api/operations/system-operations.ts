import { z } from 'zod';
import { ROLES } from '../../runs/actor.ts';
import { operation } from './operation.ts';

const topologySchema = z.strictObject({
  status: z.enum(['ok', 'stale', 'unavailable']),
  version: z.string().nullable(),
  as_of: z.string().nullable(),
  nodes: z.array(
    z.looseObject({
      id: z.string(),
      kind: z.string(),
      name: z.string(),
      type: z.string(),
      site: z.string().optional().describe('correlation domain'),
      tier: z.string().optional(),
      stub: z.boolean().optional().describe('true for an end of an edge that nothing names'),
    }),
  ),
  edges: z.array(z.looseObject({ from: z.string(), to: z.string(), kind: z.string() })),
});

export const healthSchema = z.strictObject({
  status: z.enum(['ok', 'degraded']),
  parts: z.record(
    z.string(),
    z.strictObject({ up: z.boolean(), detail: z.string().optional(), required: z.boolean().optional() }),
  ),
});

const sessionSchema = z.strictObject({
  name: z.string(),
  role: z.enum(ROLES),
  by: z.enum(['token', 'cookie', 'nobody']).describe('how that is known'),
});

/** Everything else. */
export const systemOperations = {
  getTopology: operation({
    method: 'get',
    path: '/topology',
    role: 'viewer',
    tag: 'topology',
    summary: 'The network map',
    status: 200,
    answer: topologySchema,
  }),
  streamEvents: operation({
    method: 'get',
    path: '/events',
    role: 'viewer',
    tag: 'events',
    summary: 'Server-sent events: ready, incident, incident_removed, action, reset. Last-Event-ID resumes',
    status: 200,
    answer: 'events',
    refusals: [503],
  }),
  getHealth: operation({
    method: 'get',
    path: '/health',
    role: 'viewer',
    tag: 'system',
    summary: 'How each part of the service is',
    status: 200,
    answer: healthSchema,
  }),
  getOpenApi: operation({
    method: 'get',
    path: '/openapi.json',
    role: 'anybody',
    tag: 'system',
    summary: 'This document',
    status: 200,
    answer: z.looseObject({ openapi: z.string() }),
  }),
  getSession: operation({
    method: 'get',
    path: '/session',
    role: 'viewer',
    tag: 'session',
    summary: 'Who makes this request',
    status: 200,
    answer: sessionSchema,
  }),
  openSession: operation({
    method: 'post',
    path: '/session',
    role: 'anybody',
    tag: 'session',
    summary: 'Log a browser in: the token is kept in a cookie that scripts cannot read',
    body: z.strictObject({ token: z.string().min(1).max(1_000) }),
    status: 200,
    answer: sessionSchema,
  }),
  closeSession: operation({
    method: 'delete',
    path: '/session',
    role: 'anybody',
    tag: 'session',
    summary: 'Log the browser out',
    status: 204,
    answer: 'nothing',
  }),
};
