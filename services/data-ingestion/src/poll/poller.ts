import type { SourceHealth } from '../ports.ts';
import { UpstreamFailed } from '../upstream-failed.ts';
import { backoffMs } from './backoff.ts';
import { createFollower, type FollowerOptions } from './follower.ts';
import { createOutage } from './outage.ts';

export interface PollerOptions extends FollowerOptions {
  readonly intervalMs: number;
}

/** Follows all streams of one upstream. */
export interface Poller {
  /** Reads what is new, and answers how long to wait (ms) before the next round. Never rejects. */
  round(signal: AbortSignal): Promise<number>;
  health(): SourceHealth;
}

export function createPoller(options: PollerOptions): Poller {
  const { source, intervalMs, now, logger } = options;
  const outage = createOutage(options);
  const follower = createFollower(options);
  let health: SourceHealth = { up: false, detail: 'not asked yet' };
  let failures = 0;
  const failed = (reason: string, retryAfterMs?: number) => {
    failures += 1;
    health = { up: false, detail: reason };
    const wait = backoffMs(failures, intervalMs, retryAfterMs);
    logger.warn(
      { source, failures, waitMs: wait, reason },
      'Polling failed; the cursor stays where it is and the source is asked again.',
    );
    return wait;
  };
  const succeeded = async () => {
    await outage.succeeded(now());
    failures = 0;
    health = { up: true };
    return intervalMs;
  };
  /** How long what was missed has to wait, now that the source answers again. */
  const recovered = async () => {
    const wait = await outage.answered(now());
    if (wait > 0) {
      failures = 0;
      health = { up: false, detail: `answers again; in ${Math.ceil(wait / 1000)} s what was missed is read` };
    }
    return wait;
  };
  const attempt = async (signal: AbortSignal): Promise<UpstreamFailed | { readonly waitMs: number }> => {
    if (await outage.wasAway()) {
      const silent = await follower.probe(signal);
      if (silent !== undefined || signal.aborted) return silent ?? { waitMs: intervalMs };
      const wait = await recovered();
      if (wait > 0) return { waitMs: Math.min(wait, intervalMs) };
    }
    const failure = await follower.followAll(signal);
    if (failure !== undefined || signal.aborted) return failure ?? { waitMs: intervalMs };
    return { waitMs: await succeeded() };
  };
  return {
    async round(signal) {
      try {
        const outcome = await attempt(signal);
        if (!(outcome instanceof UpstreamFailed)) return outcome.waitMs;
        if (signal.aborted) return intervalMs;
        await outage.failed(now(), outcome);
        return failed(outcome.message, outcome.retryAfterMs);
      } catch (error) {
        return failed(
          `nothing could be handed on: ${error instanceof Error ? error.message : String(error)}`,
        );
      }
    },
    health: () => health,
  };
}
