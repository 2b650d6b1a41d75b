import { type Held, insertInOrder } from './held.ts';
import {
  countAnnouncement,
  countMessage,
  noProgress,
  type OriginProgress,
  type Sort,
  seenOf,
} from './origin-progress.ts';
import { forgetSeen, noteSeen, type Seen } from './seen.ts';

/**
 * A buffer that turns several origins, interleaved in any way, into one total order. Everything that an origin sends after
 * it announced watermark W carries a watermark ≥ W and therefore takes a place ≥ W − wait: below the lowest such
 * bound nothing can come any more, and what is held there may go. Plain JSON.
 */
export interface MergeState<T> {
  /** Everything before this event time has been released; null before the first release. */
  position: number | null;
  /** Highest watermark announced by anybody, and latest own stamp of a message. */
  highestWatermark: number | null;
  latestStamp: number | null;
  origins: Record<string, OriginProgress>;
  /** In order. */
  held: Held<T>[];
  seen: Seen;
  /** Position at which `seen` was last cleared of what is too old. */
  clearedAt: number | null;
}

export interface MergeOptions {
  /** How much later than its origin's watermark a message may take its place. */
  readonly waitMs: number;
  /** How long an (id, revision) is remembered after its place. */
  readonly retentionMs: number;
}

/** A message on its way into the buffer. */
export interface Arrival<T> {
  readonly id: string;
  readonly revision: number;
  /** Its own event time: onset, or end. */
  readonly stamp: number;
  /** Absent on what a person typed: its place is its own stamp, or the position when that has passed. */
  readonly origin?: {
    readonly name: string;
    readonly seq: number;
    readonly watermark: number;
    /** What the number counts; anomalies unless given. */
    readonly sort?: Sort;
  };
  /** Whether it says nothing about how far event time has come; it has no origin then. */
  readonly aside?: boolean;
  readonly value: T;
}

export type Admission = 'held' | 'late' | 'duplicate';

export function emptyMerge<T>(): MergeState<T> {
  return {
    position: null,
    highestWatermark: null,
    latestStamp: null,
    origins: {},
    held: [],
    seen: {},
    clearedAt: null,
  };
}

/** Takes a message in. `late` when its place had passed already, which happens only after the idle exception. */
export function admit<T>(state: MergeState<T>, arrival: Arrival<T>, options: MergeOptions): Admission {
  const { id, revision, origin, value } = arrival;
  const known = origin === undefined ? undefined : progressOf(state, origin.name);
  const repeated =
    origin !== undefined && known !== undefined && origin.seq <= seenOf(known, origin.sort ?? 'anomaly');
  if (origin !== undefined && known !== undefined) countMessage(known, origin.seq, origin.sort);
  const own = placeOf(arrival, options);
  const position = state.position ?? Number.NEGATIVE_INFINITY;
  // Its (id, revision) may have been forgotten by now; its number in the origin tells that it was there.
  if (repeated && own < position - options.retentionMs) return 'duplicate';
  const at = Math.max(own, position);
  if (!noteSeen(state.seen, id, revision, at)) {
    moveForward(state.held, { at, id, revision, value });
    return 'duplicate';
  }
  if (arrival.aside !== true) state.latestStamp = Math.max(state.latestStamp ?? own, own);
  insertInOrder(state.held, { at, id, revision, value });
  return own < position && origin !== undefined ? 'late' : 'held';
}

/**
 * Several origins may tell the same thing. It takes the earliest of their places, so that it does not matter which came
 * first: a copy with an earlier place cannot come after the release of a later one.
 */
function moveForward<T>(held: Held<T>[], copy: Held<T>): void {
  const index = held.findIndex(({ id, revision }) => id === copy.id && revision === copy.revision);
  const known = held[index];
  if (known === undefined || known.at <= copy.at) return;
  held.splice(index, 1);
  insertInOrder(held, copy);
}

/** Notes how far an origin says it has come. True when that is news. */
export function announce<T>(
  state: MergeState<T>,
  origin: string,
  watermark: number,
  emitted: number,
  deviated?: number,
): boolean {
  const progress = progressOf(state, origin);
  const before = highestOf(progress);
  countAnnouncement(progress, watermark, emitted, deviated);
  state.highestWatermark = Math.max(state.highestWatermark ?? watermark, watermark);
  return highestOf(progress) > before;
}

/**
 * Releases what is due, in order, and says up to where event time has come (undefined: nothing new). `expected` origins
 * and those that were ever heard of hold back, unless `isIdle`; when none does, everything goes.
 */
export function release<T>(
  state: MergeState<T>,
  expected: readonly string[],
  isIdle: (origin: string) => boolean,
  options: MergeOptions,
): { readonly released: readonly Held<T>[]; readonly to: number | undefined } {
  const origins = new Set([...expected, ...Object.keys(state.origins)]);
  const holding = [...origins].filter((origin) => !isIdle(origin));
  const bound = holding.length === 0 ? undefined : boundOf(state, holding, options);
  const count = bound === undefined ? state.held.length : state.held.findIndex(({ at }) => at >= bound);
  const released = state.held.splice(0, count < 0 ? state.held.length : count);
  const to = bound ?? endOf(state, options);
  const position = state.position ?? Number.NEGATIVE_INFINITY;
  if (to === undefined || to <= position) return { released, to: undefined };
  state.position = to;
  clear(state, to, options);
  return { released, to };
}

function placeOf<T>({ stamp, origin }: Arrival<T>, { waitMs }: MergeOptions): number {
  if (origin === undefined) return stamp;
  // A stamp ahead of all event time seen at its origin comes from a wrong clock and must not wait for that time.
  return Math.max(Math.min(stamp, origin.watermark), origin.watermark - waitMs);
}

function boundOf<T>(state: MergeState<T>, holding: readonly string[], { waitMs }: MergeOptions): number {
  let bound = Number.POSITIVE_INFINITY;
  for (const origin of holding) {
    const watermark = state.origins[origin]?.watermark ?? Number.NEGATIVE_INFINITY;
    bound = Math.min(bound, watermark - waitMs);
  }
  return bound;
}

/**
 * When nobody holds back: event time is where the highest watermark was, or a wait after the latest message, because a
 * wait has certainly passed then. Never further: silence proves nothing about what has ended.
 */
function endOf<T>(
  { highestWatermark, latestStamp }: MergeState<T>,
  { waitMs }: MergeOptions,
): number | undefined {
  if (highestWatermark === null && latestStamp === null) return undefined;
  return Math.max(
    highestWatermark ?? Number.NEGATIVE_INFINITY,
    (latestStamp ?? Number.NEGATIVE_INFINITY) + waitMs + 1,
  );
}

function progressOf<T>(state: MergeState<T>, origin: string): OriginProgress {
  const known = Object.hasOwn(state.origins, origin) ? state.origins[origin] : undefined;
  if (known !== undefined) return known;
  const fresh = noProgress();
  state.origins[origin] = fresh;
  return fresh;
}

function highestOf({ watermark, announced }: OriginProgress): number {
  return Math.max(watermark ?? Number.NEGATIVE_INFINITY, ...announced.map(([, at]) => at));
}

/** Now and then only, because it looks at everything. */
function clear<T>(state: MergeState<T>, position: number, { retentionMs }: MergeOptions): void {
  if (state.clearedAt !== null && position - state.clearedAt < retentionMs / 4) return;
  state.clearedAt = position;
  forgetSeen(state.seen, position - retentionMs);
}
