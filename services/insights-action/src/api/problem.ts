import type { Response } from 'express';
import { z } from 'zod';

/** `application/problem+json` (RFC 9457). */
export const problemSchema = z.strictObject({
  type: z.string().describe('urn:aiops:problem: and the kind of problem'),
  title: z.string(),
  status: z.number().int(),
  detail: z.string().describe('what happened and what to do'),
  errors: z
    .array(z.strictObject({ path: z.string(), message: z.string() }))
    .optional()
    .describe('each field that is wrong'),
});

/** What each kind is called; the kind is the end of the problem's `type`. */
const TITLES = {
  invalid: 'The request is not valid',
  unauthenticated: 'Nobody is logged in',
  forbidden: 'The role does not allow it',
  csrf: 'The request may come from another site',
  not_found: 'There is no such thing',
  conflict: 'It does not go with the state of things',
  expired: 'It has expired',
  stopped: 'Runbooks are stopped',
  too_large: 'The request is too large',
  media_type: 'Only JSON is read',
  limit_reached: 'Too many requests',
  unavailable: 'Something that is needed does not answer',
  internal: 'This is a bug',
} as const;
export type ProblemKind = keyof typeof TITLES;

export interface FieldError {
  readonly path: string;
  readonly message: string;
}

interface ProblemMore {
  readonly errors?: readonly FieldError[];
  /** Seconds. */
  readonly retryAfter?: number;
}

/** A request that is answered with an error. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly kind: ProblemKind;
  readonly more: ProblemMore;
  constructor(status: number, kind: ProblemKind, detail: string, more: ProblemMore = {}) {
    super(detail);
    this.status = status;
    this.kind = kind;
    this.more = more;
  }
}

export function sendProblem(response: Response, problem: Problem): void {
  const { status, kind, message, more } = problem;
  if (more.retryAfter !== undefined) response.setHeader('Retry-After', String(more.retryAfter));
  if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer realm="aiops"');
  response
    .status(status)
    .type('application/problem+json')
    .send(
      JSON.stringify({
        type: `urn:aiops:problem:${kind}`,
        title: TITLES[kind],
        status,
        detail: message,
        ...(more.errors === undefined ? {} : { errors: more.errors }),
      }),
    );
}
