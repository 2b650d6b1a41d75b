const NS_PER_MS = 1_000_000n;

/** A stretch of an upstream's time line, in epoch nanoseconds. */
export interface Stretch {
  readonly from: bigint;
  readonly to: bigint;
}

/** How a poller walks along the time line. All in milliseconds. */
export interface Reach {
  /** The newest part is not asked for, because the upstream does not show all of it yet. */
  readonly lagMs: number;
  /** Windows end at multiples of this. */
  readonly stepMs: number;
  /** Longest window that is asked for at once. */
  readonly maxWindowMs: number;
  /** How far back the very first window goes. */
  readonly firstMs: number;
  /** How far back a poller goes after an outage; what is older is given up. */
  readonly backfillMs: number;
}

export interface Plan {
  /** The next window to read; absent while nothing new can be trusted. */
  readonly window?: Stretch;
  /** What is given up because it is older than `backfillMs`. */
  readonly skipped?: Stretch;
}

export function msToNs(ms: number): bigint {
  return BigInt(Math.trunc(ms)) * NS_PER_MS;
}

export function nsToMs(ns: bigint): number {
  return Number(ns / NS_PER_MS) + Number(ns % NS_PER_MS) / 1e6;
}

/** The oldest instant that is still asked for at `now`. */
export function oldestWanted(now: number, reach: Reach): bigint {
  return msToNs(Math.floor((now - reach.lagMs - reach.backfillMs) / reach.stepMs) * reach.stepMs);
}

/**
 * The next window after `cursor` (everything before it has been read; undefined at the very first start).
 * A cursor that lies ahead of the clock by more than the lag can only come from a clock that was set back: it is pulled
 * back to the newest trusted instant, else the poller would stay silent until the clock got there again.
 */
export function planWindow(cursor: bigint | undefined, now: number, reach: Reach): Plan {
  const trusted = msToNs(Math.floor((now - reach.lagMs) / reach.stepMs) * reach.stepMs);
  const oldest = oldestWanted(now, reach);
  let from = cursor ?? trusted - msToNs(reach.firstMs);
  if (from > msToNs(now) + msToNs(reach.lagMs)) from = trusted - msToNs(reach.stepMs);
  const skipped = from < oldest ? { from, to: oldest } : undefined;
  if (skipped !== undefined) from = oldest;
  if (from >= trusted) return {};
  let to = from + msToNs(reach.maxWindowMs);
  if (to > trusted) to = trusted;
  const window = { from, to };
  return skipped === undefined ? { window } : { window, skipped };
}
