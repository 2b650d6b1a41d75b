/** Which origins have been silent for so long, by the wall clock, that they no longer hold a domain back. Never saved. */
export interface IdleOrigins {
  /** An origin came further in a domain: it counts again. */
  advanced(domain: string, origin: string): void;
  /** Time passed for these origins of a domain; one never heard of is silent since its first tick. */
  tick(now: number, domain: string, origins: Iterable<string>): void;
  isIdle(domain: string, origin: string): boolean;
}

/**
 * Live only: without ticks (replay, tests) nobody is ever idle. After a restart everybody has `timeoutMs` again, because
 * nothing is known about the time in between.
 */
export function createIdleOrigins(timeoutMs: number): IdleOrigins {
  const silentSince = new Map<string, number>();
  const idle = new Set<string>();
  const keyOf = (domain: string, origin: string) => JSON.stringify([domain, origin]);
  return {
    advanced(domain, origin) {
      silentSince.delete(keyOf(domain, origin));
      idle.delete(keyOf(domain, origin));
    },
    tick(now, domain, origins) {
      for (const origin of origins) {
        const key = keyOf(domain, origin);
        const since = silentSince.get(key);
        if (since === undefined) silentSince.set(key, now);
        else if (now - since >= timeoutMs) idle.add(key);
      }
    },
    isIdle: (domain, origin) => idle.has(keyOf(domain, origin)),
  };
}
