import type { Counter } from '@aiops/runtime';
import { msToNs } from '../plan-window.ts';
import { UpstreamFailed } from '../upstream-failed.ts';
import { type FollowOptions, followStream } from './follow.ts';
import type { PollStream } from './stream.ts';
import { createWindowLimit, type WindowLimit } from './window-limit.ts';

export interface FollowerOptions extends FollowOptions {
  readonly streams: readonly PollStream[];
  readonly failures?: Counter;
}

/** Follows the streams of one upstream, one after another. */
export interface Follower {
  /** Reads what is new of each; resolves to the failure that matters most, if there was one. */
  followAll(signal: AbortSignal): Promise<UpstreamFailed | undefined>;
  /** Asks for one short stretch and hands nothing on; resolves to why it got no answer. */
  probe(signal: AbortSignal): Promise<UpstreamFailed | undefined>;
}

export function createFollower(options: FollowerOptions): Follower {
  const streams = options.streams.map((stream) => ({ stream, limit: createWindowLimit(stream.reach) }));
  /** Where a round begins. After a failure that is the next stream, so that one bad question cannot starve the others. */
  let first = 0;
  return {
    /** A wrong question does not keep the others from being asked; an upstream that is away does. */
    async followAll(signal) {
      let rejected: UpstreamFailed | undefined;
      const begin = first;
      for (let i = 0; i < streams.length; i += 1) {
        const index = (begin + i) % streams.length;
        const one = streams[index];
        const failure = one === undefined ? undefined : await follow(one, options, signal);
        if (failure === undefined || signal.aborted) continue;
        options.failures?.inc({ source: options.source, kind: failure.kind });
        if (failure.kind === 'unavailable' && failure.excess !== 'size') {
          first = (index + 1) % streams.length;
          return failure;
        }
        rejected ??= failure;
      }
      return rejected;
    },
    async probe(signal) {
      const one = streams[first];
      if (one === undefined) return undefined;
      const { read, reach } = one.stream;
      const to = Math.floor((options.now() - reach.lagMs) / reach.stepMs) * reach.stepMs;
      const window = { from: msToNs(to - reach.stepMs), to: msToNs(to), at: options.now() };
      try {
        for await (const _page of read(window, signal)) break;
        return undefined;
      } catch (error) {
        return upstreamFailure(error);
      }
    },
  };
}

/** As far as it goes; an answer that is too large is asked for in shorter stretches, one that took too long the next time. */
async function follow(
  { stream, limit }: { readonly stream: PollStream; readonly limit: WindowLimit },
  options: FollowOptions,
  signal: AbortSignal,
): Promise<UpstreamFailed | undefined> {
  for (;;) {
    try {
      await followStream(stream, limit, options, signal);
      return undefined;
    } catch (error) {
      const failure = upstreamFailure(error);
      const canShrink = failure.excess !== undefined && limit.shrink();
      if (failure.excess !== 'size' || !canShrink || signal.aborted) return failure;
    }
  }
}

function upstreamFailure(error: unknown): UpstreamFailed {
  if (error instanceof UpstreamFailed) return error;
  throw error;
}
