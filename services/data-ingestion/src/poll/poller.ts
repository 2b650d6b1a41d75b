import type { Counter } from '@aiops/runtime';
import type { SourceHealth } from '../ports.ts';
import { UpstreamFailed } from '../upstream-failed.ts';
import { backoffMs } from './backoff.ts';
import { type FollowOptions, followStream } from './follow.ts';
import { createOutage } from './outage.ts';
import type { PollStream } from './stream.ts';

export interface PollerOptions extends FollowOptions {
  readonly streams: readonly PollStream[];
  readonly intervalMs: number;
  readonly failures?: Counter;
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

  return {
    async round(signal) {
      try {
        const failure = await followAll(options, signal);
        if (signal.aborted) return intervalMs;
        if (failure === undefined) {
          await outage.succeeded(now());
          failures = 0;
          health = { up: true };
          return intervalMs;
        }
        await outage.failed(now(), failure.message);
        return failed(failure.message, failure.retryAfterMs);
      } catch (error) {
        return failed(
          `nothing could be handed on: ${error instanceof Error ? error.message : String(error)}`,
        );
      }
    },
    health: () => health,
  };
}

/** A wrong question does not keep the others from being asked; an upstream that is away does. */
async function followAll(options: PollerOptions, signal: AbortSignal): Promise<UpstreamFailed | undefined> {
  let rejected: UpstreamFailed | undefined;
  for (const stream of options.streams) {
    const failure = await followStream(stream, options, signal).catch(upstreamFailure);
    if (failure === undefined || signal.aborted) continue;
    options.failures?.inc({ source: options.source, kind: failure.kind });
    if (failure.kind === 'unavailable') return failure;
    rejected ??= failure;
  }
  return rejected;
}

function upstreamFailure(error: unknown): UpstreamFailed {
  if (error instanceof UpstreamFailed) return error;
  throw error;
}
