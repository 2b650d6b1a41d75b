import type { Request, Response } from 'express';
import type { FailedLogins } from './failed-logins.ts';
import { isLoopback } from './loopback.ts';
import { Problem } from './problem.ts';
import type { Actor } from './roles.ts';
import { sessionToken, setSession } from './session-cookie.ts';
import type { TokenSet } from './token-set.ts';

/** Who makes a request, and how that is known. */
export interface Caller extends Actor {
  readonly by: 'token' | 'cookie' | 'nobody';
}

/** What may be done without a token; `here` is reading, asked for under a name of this machine. */
export type Anonymous = 'none' | 'viewer' | 'here';

export interface AuthenticateOptions {
  readonly tokens: TokenSet;
  readonly anonymous: Anonymous;
  readonly failedLogins: FailedLogins;
}

type LoginOptions = Pick<AuthenticateOptions, 'tokens' | 'failedLogins'>;

const ANYBODY: Caller = { name: 'anonymous', role: 'viewer', by: 'nobody' };
const CSRF_HEADER = 'x-aiops-csrf';

/**
 * Who makes the request; undefined when that is nobody and nobody may. Throws {@link Problem} for a token that is none, and for a
 * change that another site may have caused. A session whose token is not known any more is ended, so that its browser can log in anew.
 */
export function authenticate(
  request: Request,
  response: Response,
  options: AuthenticateOptions,
): Caller | undefined {
  const bearer = bearerToken(request);
  if (bearer !== undefined) return { ...login(bearer, request, options), by: 'token' };
  const isChange = request.method !== 'GET' && request.method !== 'HEAD';
  if (isChange && request.get(CSRF_HEADER) === undefined) {
    throw new Problem(
      403,
      'csrf',
      'A browser may have been made to send this. Send the token as Authorization: Bearer, or the header X-AIOps-CSRF: 1 with the session.',
    );
  }
  const cookie = sessionToken(request);
  if (cookie !== undefined) {
    const actor = options.tokens.find(cookie);
    if (actor !== undefined) return { ...actor, by: 'cookie' };
    setSession(request, response, undefined);
    const refusal = options.failedLogins.count(request);
    // A login brings a token of its own, which may be a right one.
    if (refusal !== undefined && !isLogin(request)) throw refusal;
  }
  return mayReadAnonymously(request, options.anonymous) ? ANYBODY : undefined;
}

/** Whose token it is, however many were wrong before it. Throws {@link Problem} when it is nobody's. */
export function login(token: string, request: Request, { tokens, failedLogins }: LoginOptions): Actor {
  const actor = tokens.find(token);
  if (actor !== undefined) return actor;
  const refusal = failedLogins.count(request);
  if (refusal !== undefined) throw refusal;
  throw new Problem(
    401,
    'unauthenticated',
    'The token is not known. Tokens are set in insights_action.api.tokens and read when the service starts.',
  );
}

function isLogin({ method, path }: Request): boolean {
  return method === 'POST' && path === '/session';
}

function bearerToken(request: Request): string | undefined {
  const header = request.get('authorization');
  if (header === undefined) return undefined;
  return /^Bearer +(\S+)$/i.exec(header)?.[1] ?? '';
}

/** A page of another site can have its own name resolve to this machine: then the name in `Host` is not one of ours. */
function mayReadAnonymously(request: Request, anonymous: Anonymous): boolean {
  return anonymous === 'viewer' || (anonymous === 'here' && isLoopback(request.hostname ?? ''));
}
