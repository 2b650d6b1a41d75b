import type { Request, Response } from 'express';

const COOKIE = 'aiops_session';
/** The cookie goes to the API alone. */
const PATH = '/api/v1';

/** Gives the browser the token in a cookie that scripts cannot read and other sites cannot use; without one, takes it back. */
export function setSession(request: Request, response: Response, token: string | undefined): void {
  // A proxy in front that speaks TLS says so; believing it can only make the cookie stricter.
  const isSecure = request.secure || request.get('x-forwarded-proto') === 'https';
  const attributes = { httpOnly: true, sameSite: 'strict', path: PATH, secure: isSecure } as const;
  if (token === undefined) response.clearCookie(COOKIE, attributes);
  else response.cookie(COOKIE, token, attributes);
}

/** The token of the session, if there is one. */
export function sessionToken(request: Request): string | undefined {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [name, ...value] = part.split('=');
    if (name?.trim() !== COOKIE) continue;
    try {
      return decodeURIComponent(value.join('=').trim());
    } catch {
      return '';
    }
  }
  return undefined;
}
