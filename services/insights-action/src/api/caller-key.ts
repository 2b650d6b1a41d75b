import type { Request } from 'express';
import type { Caller } from './authenticate.ts';
import { addressOf } from './failed-logins.ts';

/** What the limits of one caller are counted by: the owner of the token, or the address of whoever has none. */
export function callerKey(request: Request, caller: Caller | undefined): string {
  return caller === undefined || caller.by === 'nobody'
    ? `address ${addressOf(request)}`
    : `token ${caller.name}`;
}
