import type { KeyedState } from '@aiops/runtime';
import type { SpanRecord } from '../messages/trace-out.ts';
import { nsToMs } from '../plan-window.ts';

export interface SpanMemoryOptions {
  /** How far (ms of event time) behind the newest span of the partition spans are remembered. */
  readonly horizonMs: number;
  /** Most spans remembered; the oldest are forgotten first, never the newest ten seconds. */
  readonly limit: number;
}

/** `old`: older than what is remembered, so nobody can tell whether it was seen. */
export type Familiarity = 'new' | 'seen' | 'old';

/** Which spans a partition has seen, by (trace id, span id), as far back as its bounds allow. */
export interface SpanMemory {
  /** Says whether a span was seen, and remembers it. `recordedAt` (epoch ms) is when the broker took its record. */
  meet(span: SpanRecord, recordedAt: number): Familiarity;
  /** Spans that are remembered. */
  size(): number;
}

const BUCKET_MS = 10_000;
const SEEN = 'seen/';
const BOUNDS = 'seen';
/** What is kept of a span: its id and the random end of the trace's, 24 hex digits. */
const KEPT = 24;

interface Bounds {
  /** Newest and oldest bucket that are remembered, as numbers of ten seconds since 1970. */
  newest: number;
  oldest: number;
}

/**
 * Spans are remembered in buckets of ten seconds of event time, each one entry of the state, so that a checkpoint writes only the
 * buckets that changed. A bucket is the text of its spans; the sets beside it are caches.
 */
export function createSpanMemory(state: KeyedState, { horizonMs, limit }: SpanMemoryOptions): SpanMemory {
  const buckets = new Map<number, Set<string>>();
  let size = 0;
  for (const key of state.keys()) {
    if (!key.startsWith(SEEN)) continue;
    const ids = split(state.get<string>(key) ?? '');
    buckets.set(Number(key.slice(SEEN.length)), ids);
    size += ids.size;
  }
  const bounds: Bounds = state.get<Bounds>(BOUNDS) ?? { newest: -1, oldest: 0 };

  const forget = (index: number) => {
    size -= buckets.get(index)?.size ?? 0;
    buckets.delete(index);
    state.delete(SEEN + index);
  };
  const advance = (index: number) => {
    bounds.newest = index;
    bounds.oldest = Math.max(bounds.oldest, index - Math.ceil(horizonMs / BUCKET_MS));
    for (const known of [...buckets.keys()]) if (known < bounds.oldest) forget(known);
    state.put(BOUNDS, bounds);
  };
  const makeRoom = () => {
    while (size > limit && buckets.size > 1) {
      const oldest = Math.min(...buckets.keys());
      forget(oldest);
      bounds.oldest = oldest + 1;
      state.put(BOUNDS, bounds);
    }
  };

  return {
    meet(span, recordedAt) {
      const index = Math.floor(nsToMs(span.endNs) / BUCKET_MS);
      if (index < bounds.oldest) return 'old';
      // One clock that is ahead must not make the others' spans old.
      const reached = Math.min(index, Math.floor(recordedAt / BUCKET_MS));
      if (reached > bounds.newest) advance(reached);
      const id = span.spanId + span.traceId.slice(-8);
      const bucket = buckets.get(index) ?? new Set();
      if (bucket.has(id)) return 'seen';
      bucket.add(id);
      buckets.set(index, bucket);
      size += 1;
      state.put(SEEN + index, (state.get<string>(SEEN + index) ?? '') + id);
      makeRoom();
      return 'new';
    },
    size: () => size,
  };
}

function split(text: string): Set<string> {
  const ids = new Set<string>();
  for (let at = 0; at < text.length; at += KEPT) ids.add(text.slice(at, at + KEPT));
  return ids;
}
