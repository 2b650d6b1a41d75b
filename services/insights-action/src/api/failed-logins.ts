import type { Request } from 'express';
import { ipKeyGenerator } from 'express-rate-limit';
import { Problem } from './problem.ts';

/** Wrong tokens of one address in a minute that are called wrong; what comes after them is told to wait. */
const MOST_FAILURES = 10;
const WINDOW_MS = 60_000;
/** Addresses that are remembered; the one whose minute began first leaves. */
const MOST_ADDRESSES = 10_000;

export interface FailedLogins {
  /** Counts a wrong token. Gives the answer to it when the address has sent too many in its minute; a right token is never asked about. */
  count(request: Request): Problem | undefined;
}

/** Counts wrong tokens by address, so that nobody can try many and nobody who has a right one is shut out by those who try. */
export function createFailedLogins(now: () => number): FailedLogins {
  const minutes = new Map<string, { readonly until: number; failures: number }>();
  const minuteOf = (address: string) => {
    const known = minutes.get(address);
    if (known !== undefined && now() < known.until) return known;
    const begun = { until: now() + WINDOW_MS, failures: 0 };
    minutes.delete(address);
    minutes.set(address, begun);
    const [first] = minutes.keys();
    if (first !== undefined && minutes.size > MOST_ADDRESSES) minutes.delete(first);
    return begun;
  };
  return {
    count(request) {
      const minute = minuteOf(addressOf(request));
      minute.failures += 1;
      if (minute.failures <= MOST_FAILURES) return undefined;
      return new Problem(
        429,
        'limit_reached',
        `More than ${MOST_FAILURES} wrong tokens came from this address within a minute; wait a minute, or send one that is known.`,
        { retryAfter: WINDOW_MS / 1000 },
      );
    },
  };
}

/** The address, or the network of an IPv6 address, since whoever has one has many. */
export function addressOf(request: Request): string {
  return ipKeyGenerator(request.ip ?? 'unknown');
}
