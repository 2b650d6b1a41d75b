import { createHash, timingSafeEqual } from 'node:crypto';
import type { Actor } from './roles.ts';

/** Who a token belongs to. */
export interface Token extends Actor {
  /** SHA-256 of the token. */
  readonly digest: Buffer;
}

export interface TokenSet {
  /** Takes another token, from now on. */
  add(actor: Actor, token: string): void;
  /** Whose token it is. Takes as long for one that is nearly right as for any other. */
  find(token: string): Actor | undefined;
}

export function digestOf(token: string): Buffer {
  return createHash('sha256').update(token, 'utf8').digest();
}

/** Tokens are held and compared as digests, all of them each time, so that time tells nothing about any. */
export function createTokenSet(given: readonly Token[]): TokenSet {
  const tokens = [...given];
  return {
    add: ({ name, role }, token) => void tokens.push({ name, role, digest: digestOf(token) }),
    find(token) {
      const digest = digestOf(token);
      let found: Actor | undefined;
      for (const { name, role, digest: known } of tokens) {
        if (timingSafeEqual(digest, known)) found = { name, role };
      }
      return found;
    },
  };
}
