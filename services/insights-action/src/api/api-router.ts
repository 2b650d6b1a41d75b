import type { Logger } from '@aiops/runtime';
import express, { type ErrorRequestHandler, type RequestHandler, type Response, Router } from 'express';
import type { z } from 'zod';
import { type AuthenticateOptions, authenticate, type Caller } from './authenticate.ts';
import type { Call, Handler, Handlers } from './handler.ts';
import type { Operation } from './operations/operation.ts';
import { operations } from './operations/operations.ts';
import { Problem, sendProblem } from './problem.ts';
import { problemOf } from './refusals.ts';
import { requestLimit } from './request-limit.ts';
import { hasRole } from './roles.ts';
import { readPart } from './validate.ts';

export const BASE_PATH = '/api/v1';
const BODY_LIMIT = '64kb';

export interface ApiRouterOptions extends AuthenticateOptions {
  readonly handlers: Handlers;
  /** Requests in a minute of one caller. */
  readonly rateLimit: number;
  readonly logger: Pick<Logger, 'error'>;
}

/** Serves every operation: who asks, how often, may they, is it well formed, and then its handler. */
export function createApiRouter(options: ApiRouterOptions): Router {
  const api = Router({ caseSensitive: true });
  api.use(identify(options), requestLimit(options.rateLimit, callerOf));
  for (const [name, operation] of Object.entries(operations) as [keyof Handlers, Operation][]) {
    const handler = options.handlers[name] as Handler<Operation>;
    const reads = operation.body === undefined ? [] : [requireJson, express.json({ limit: BODY_LIMIT })];
    api[operation.method](
      operation.path.replaceAll(/\{(\w+)\}/g, ':$1'),
      requireRole(operation),
      ...reads,
      answer(operation, handler),
    );
  }
  api.use((request) => {
    throw new Problem(
      404,
      'not_found',
      `There is no ${request.method} of this path; ${BASE_PATH}/openapi.json tells all there is.`,
    );
  });
  api.use(refuse(options.logger));
  const router = Router();
  router.use(BASE_PATH, api);
  return router;
}

function identify(options: AuthenticateOptions): RequestHandler {
  return (request, response, next) => {
    response.setHeader('Cache-Control', 'private, no-cache');
    response.vary('Authorization, Cookie');
    response.locals.caller = authenticate(request, response, options);
    next();
  };
}

function callerOf(response: Response): Caller | undefined {
  return response.locals.caller as Caller | undefined;
}

function requireRole({ role }: Operation): RequestHandler {
  return (_request, response, next) => {
    if (role === 'anybody') return next();
    const caller = callerOf(response);
    if (caller === undefined || (caller.by === 'nobody' && role !== 'viewer')) {
      throw new Problem(
        401,
        'unauthenticated',
        `This needs a token of the role ${role}: send it as Authorization: Bearer.`,
      );
    }
    if (!hasRole(caller, role)) {
      throw new Problem(
        403,
        'forbidden',
        `This needs the role ${role}, and the token of ${caller.name} has ${caller.role}.`,
      );
    }
    next();
  };
}

const requireJson: RequestHandler = (request, _response, next) => {
  const hasBody =
    request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
  if (!hasBody || request.is('application/json') === 'application/json') return next();
  throw new Problem(415, 'media_type', 'Send the body as Content-Type: application/json.');
};

function answer(operation: Operation, handler: Handler<Operation>): RequestHandler {
  return async (request, response) => {
    const call: Call<Operation> = {
      params: readPart('path', operation.params, request.params),
      query: readPart('query', operation.query, request.query),
      body:
        operation.body === undefined
          ? undefined
          : readPart('body', operation.body as z.ZodObject, request.body),
      caller: callerOf(response) ?? { name: 'anonymous', role: 'viewer', by: 'nobody' },
      request,
      response,
    } as Call<Operation>;
    const answered: unknown = await handler(call);
    if (operation.answer === 'events') return;
    response.status(operation.status);
    if (operation.answer === 'nothing') response.end();
    else if (operation.answer === 'text') response.type('text/plain').send(answered);
    else response.json(answered);
  };
}

/** Whatever went wrong as a problem; what nobody expected is logged and not told. */
function refuse(logger: Pick<Logger, 'error'>): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    const problem = problemOf(error);
    if (problem === undefined)
      logger.error({ err: error, method: request.method }, 'A request to the API failed.');
    sendProblem(
      response,
      problem ?? new Problem(500, 'internal', 'The service could not answer; its log tells why.'),
    );
  };
}
