import type { RequestHandler, Response } from 'express';
import { rateLimit } from 'express-rate-limit';
import type { Caller } from './authenticate.ts';
import { callerKey } from './caller-key.ts';
import { Problem } from './problem.ts';

const WINDOW_MS = 60_000;

/** Lets `limit` requests in a minute through, of each token or of each address without one. */
export function requestLimit(
  limit: number,
  callerOf: (response: Response) => Caller | undefined,
): RequestHandler {
  return rateLimit({
    windowMs: WINDOW_MS,
    limit,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    // Its warnings are about proxies; addresses are taken from the connection alone.
    validate: false,
    keyGenerator: (request, response) => callerKey(request, callerOf(response)),
    handler(_request, response, next) {
      const reset = Number(response.getHeader('Retry-After') ?? WINDOW_MS / 1000);
      const detail = `More than ${limit} requests came within a minute; wait ${reset} s, or raise insights_action.api.rate_limit.`;
      next(new Problem(429, 'limit_reached', detail, { retryAfter: reset }));
    },
  });
}
