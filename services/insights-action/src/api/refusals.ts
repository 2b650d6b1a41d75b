import { Problem, type ProblemKind } from './problem.ts';

/** How what the run desk and the mutes refuse is answered, by the name of the error. */
const REFUSALS: Readonly<Record<string, readonly [status: number, kind: ProblemKind, retryAfter?: number]>> =
  {
    Forbidden: [403, 'forbidden'],
    Conflict: [409, 'conflict'],
    Expired: [410, 'expired'],
    TooManyMutes: [409, 'conflict'],
    NotFound: [404, 'not_found'],
    Stopped: [409, 'stopped'],
    LimitReached: [429, 'limit_reached', 60],
    Unavailable: [503, 'unavailable', 2],
  };

/** The problem that an error stands for; undefined for what nobody expected. */
export function problemOf(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error;
  if (!(error instanceof Error)) return undefined;
  const refusal = Object.hasOwn(REFUSALS, error.name) ? REFUSALS[error.name] : undefined;
  if (refusal !== undefined) {
    const [status, kind, retryAfter] = refusal;
    return new Problem(status, kind, error.message, retryAfter === undefined ? {} : { retryAfter });
  }
  return bodyProblem(error);
}

/** What express says of a body that it could not read, and of a path that it could not decode. */
function bodyProblem(error: Error): Problem | undefined {
  const status = 'status' in error ? Number(error.status) : undefined;
  if (status === 413) return new Problem(413, 'too_large', 'The body is longer than 64 KB; send less.');
  if (status === 415) return new Problem(415, 'media_type', 'Send the body in UTF-8 without an encoding.');
  if (status === undefined || status < 400 || status > 499) return undefined;
  return new Problem(400, 'invalid', 'The body is no JSON object, or the path cannot be decoded.');
}
