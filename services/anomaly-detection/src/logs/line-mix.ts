import { type Share, shareShift } from '../deviations/share-shift.ts';
import type { ToldDeviation } from '../deviations/told-deviation.ts';
import { isOfTraces } from './line-kind.ts';
import { rateShift, usualCounts } from './rate-shift.ts';

/** Length of the windows in which kinds of lines are compared with what is usual. */
export const MIX_WINDOW_MS = 60_000;
/** Windows that what is usual remembers: a day. */
const MEMORY_WINDOWS = 1_440;
/** Less than so many lines are forgotten: what is left of a single one after three days. */
const FORGOTTEN = 0.05;
/** Traces of an entity that are looked at in one window; of more, the first. */
export const MAX_TRACES = 200;

/** How often lines of one kind come: in how many traces of the entity, or, for lines of no trace, how many. Plain JSON. */
interface KindCount {
  /** In all windows before the one under way, of which the older ones have faded. */
  usual: number;
  /** In the window under way. */
  now: number;
  /** Which of the entity's traces in the window show it, by their place. */
  in?: number[];
}

/** How often lines of each kind of an entity come, either of its error lines or of all others. Plain JSON, mutated in place. */
export interface LineMix {
  readonly kinds: Record<string, KindCount>;
  /** Traces and seconds in which the usual lines came, faded like these. */
  traces: number;
  seconds: number;
  /** True when some lines of the window came under a mute. */
  muted?: boolean;
  /** What was told last of each direction. */
  readonly told: { up?: ToldDeviation; down?: ToldDeviation };
}

/** The lines of an entity as a mix of kinds, window by window. Plain JSON, part of its state. */
export interface EntityMix {
  /** Number of the window under way. */
  window: number;
  /** True when only a part of that window was seen. */
  partial: boolean;
  /** Windows that have ended since its last line. */
  quiet: number;
  /** Fingerprints of the traces in the window under way to which lines of the entity belong. */
  traces: number[];
  readonly errors: LineMix;
  readonly lines: LineMix;
}

/** What a window held: traces of the entity, and seconds of which all lines were seen. */
export interface WindowSpan {
  readonly traces: number;
  readonly seconds: number;
}

/** The kind of line of a mix that differs most from what is usual, in one direction. */
export interface KindShift {
  readonly kind: string;
  readonly direction: 'up' | 'down';
  /** 1 at the edge of what is usual. */
  readonly size: number;
  readonly now: number;
  readonly usual: { readonly lower: number; readonly upper: number };
}

/** The mix of an entity whose first line came in a window that was under way. */
export function emptyEntityMix(window: number): EntityMix {
  return { window, partial: true, quiet: 0, traces: [], errors: emptyMix(), lines: emptyMix() };
}

function emptyMix(): LineMix {
  return { kinds: {}, traces: 0, seconds: 0, told: {} };
}

/** The place of a trace among those of the window; undefined when there is no more room. */
export function placeOfTrace({ traces }: EntityMix, fingerprint: number): number | undefined {
  const known = traces.lastIndexOf(fingerprint);
  if (known >= 0) return known;
  return traces.length < MAX_TRACES ? traces.push(fingerprint) - 1 : undefined;
}

/**
 * Counts a line, of the trace at `place` when it belongs to one. New kinds have room for as many as are kept; those of a window
 * beyond that are not counted.
 */
export function countKind(mix: LineMix, kind: string, maxKinds: number, place?: number): void {
  const known = mix.kinds[kind];
  if (known === undefined && Object.keys(mix.kinds).length >= 2 * maxKinds) return;
  const count = known ?? { usual: 0, now: 0 };
  mix.kinds[kind] = count;
  if (place !== undefined) {
    count.in ??= [];
    if (count.in.includes(place)) return;
    count.in.push(place);
  }
  count.now += 1;
}

/** Forgets what is counted by time in the window under way. */
export function dropTimed(mix: LineMix): void {
  for (const [kind, count] of Object.entries(mix.kinds)) if (!isOfTraces(kind)) count.now = 0;
}

/**
 * The kinds that differ most in a window, one for each direction. Lines of traces are compared by the share of the entity's traces that
 * show them, whatever brings more or fewer of these; others by time, once as much of it is known as the window has.
 */
export function worstShifts(mix: LineMix, { traces, seconds }: WindowSpan): KindShift[] {
  const worst: { up?: KindShift; down?: KindShift } = {};
  for (const [kind, { usual, now }] of Object.entries(mix.kinds)) {
    const shift = isOfTraces(kind)
      ? ofTraces(kind, { count: usual, of: mix.traces }, { count: now, of: traces })
      : ofTime(kind, now, usual, seconds / mix.seconds);
    if (shift === undefined || shift.size <= (worst[shift.direction]?.size ?? 0)) continue;
    worst[shift.direction] = shift;
  }
  return [worst.up, worst.down].filter((shift) => shift !== undefined);
}

function ofTraces(kind: string, usual: Share, now: Share): KindShift | undefined {
  const shift = shareShift(usual, now);
  if (shift === undefined) return undefined;
  const { direction, size, lower, upper } = shift;
  return { kind, direction, size, now: now.count, usual: { lower, upper } };
}

function ofTime(kind: string, now: number, usual: number, share: number): KindShift | undefined {
  const shift = share > 0 && share <= 1 ? rateShift(now, usual, share) : undefined;
  if (shift === undefined) return undefined;
  const { direction, size, expected } = shift;
  return { kind, direction, size, now, usual: usualCounts(expected) };
}

/** Ends a window: it is learned, and what is usual fades. Kinds that are not `isKept` are forgotten. */
export function learnMix(
  mix: LineMix,
  { traces, seconds }: WindowSpan,
  maxKinds: number,
  isKept: (kind: string) => boolean,
): void {
  const fade = 1 - 1 / MEMORY_WINDOWS;
  mix.traces = fade * mix.traces + traces;
  mix.seconds = fade * mix.seconds + seconds;
  for (const [kind, count] of Object.entries(mix.kinds)) {
    count.usual = fade * count.usual + count.now;
    count.now = 0;
    delete count.in;
    if (count.usual < FORGOTTEN || !isKept(kind)) delete mix.kinds[kind];
  }
  const kinds = Object.entries(mix.kinds);
  if (kinds.length <= maxKinds) return;
  kinds.sort(([, a], [, b]) => b.usual - a.usual);
  for (const [kind] of kinds.slice(maxKinds)) delete mix.kinds[kind];
}

/** Ends a window that says nothing about what is usual. */
export function skipMix(mix: LineMix): void {
  delete mix.muted;
  for (const [kind, count] of Object.entries(mix.kinds)) {
    count.now = 0;
    delete count.in;
    if (count.usual === 0) delete mix.kinds[kind];
  }
}
