const FIRST_MS = 1_000;
const LONGEST_MS = 60_000;
const LONGEST_WISH_MS = 300_000;

/**
 * How long to wait after `failures` failed rounds in a row (1 or more): 1 s, doubled each time, up to the poll interval or
 * a minute, whichever is longer. A wish of the upstream (Retry-After) counts when it is longer, up to five minutes.
 */
export function backoffMs(failures: number, intervalMs: number, retryAfterMs = 0): number {
  const doubled = FIRST_MS * 2 ** Math.min(failures - 1, 30);
  const own = Math.min(doubled, Math.max(intervalMs, LONGEST_MS));
  return Math.max(own, Math.min(retryAfterMs, LONGEST_WISH_MS));
}
