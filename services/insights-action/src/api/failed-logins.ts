import type { Request } from 'express';
import { ipKeyGenerator, MemoryStore, type Options } from 'express-rate-limit';
import { Problem } from './problem.ts';

/** Wrong tokens of one address in a minute, after which no token of it is looked at. */
const MOST_FAILURES = 10;
const WINDOW_MS = 60_000;

export interface FailedLogins {
  /** Throws {@link Problem} when the address has sent too many wrong tokens. */
  check(request: Request): Promise<void>;
  count(request: Request): Promise<void>;
  stop(): void;
}

/** Counts wrong tokens by address, so that nobody can try many. */
export function createFailedLogins(): FailedLogins {
  const store = new MemoryStore();
  store.init({ windowMs: WINDOW_MS } as Options);
  return {
    async check(request) {
      const failures = await store.get(addressOf(request));
      if ((failures?.totalHits ?? 0) < MOST_FAILURES) return;
      throw new Problem(
        429,
        'limit_reached',
        `More than ${MOST_FAILURES} wrong tokens came from this address within a minute; wait a minute.`,
        { retryAfter: WINDOW_MS / 1000 },
      );
    },
    async count(request) {
      await store.increment(addressOf(request));
    },
    stop: () => store.shutdown(),
  };
}

/** The address, or the network of an IPv6 address, since whoever has one has many. */
export function addressOf(request: Request): string {
  return ipKeyGenerator(request.ip ?? 'unknown');
}
