import type { ToldDeviation } from '../deviations/told-deviation.ts';
import { isOfTraces } from './line-kind.ts';
import { type RateShift, rateShift } from './rate-shift.ts';

/** Length of the windows in which kinds of lines are compared with what is usual. */
export const MIX_WINDOW_MS = 60_000;
/** Windows that what is usual remembers: a day. */
const MEMORY_WINDOWS = 1_440;
/** Less than so many lines are forgotten: what is left of a single one after three days. */
const FORGOTTEN = 0.05;

/** How often lines of one kind come. Plain JSON. */
interface KindCount {
  /** Lines in all windows before the one under way, of which the older ones have faded. */
  usual: number;
  /** Lines in the window under way. */
  now: number;
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
  readonly errors: LineMix;
  readonly lines: LineMix;
}

/** The kind of line of a mix that differs most from what is usual, in one direction. */
export interface KindShift extends RateShift {
  readonly kind: string;
  readonly now: number;
}

/** The mix of an entity whose first line came in a window that was under way. */
export function emptyEntityMix(window: number): EntityMix {
  return { window, partial: true, quiet: 0, errors: emptyMix(), lines: emptyMix() };
}

function emptyMix(): LineMix {
  return { kinds: {}, traces: 0, seconds: 0, told: {} };
}

/** Counts a line. New kinds have room for as many as are kept; those of a window beyond that are not counted. */
export function countKind(mix: LineMix, kind: string, maxKinds: number): void {
  const count = mix.kinds[kind];
  if (count !== undefined) count.now += 1;
  else if (Object.keys(mix.kinds).length < 2 * maxKinds) mix.kinds[kind] = { usual: 0, now: 1 };
}

/**
 * The kinds that differ most in a window with so many traces, one for each direction. Lines of traces are compared per trace, others
 * by time; without traces, or before as many are known as the window has, nothing can be said.
 */
export function worstShifts(mix: LineMix, traces: number): KindShift[] {
  const worst: { up?: KindShift; down?: KindShift } = {};
  const shares = { traces: shareOf(traces, mix.traces), seconds: shareOf(MIX_WINDOW_MS / 1000, mix.seconds) };
  for (const [kind, { usual, now }] of Object.entries(mix.kinds)) {
    const share = isOfTraces(kind) ? shares.traces : shares.seconds;
    const shift = share === undefined ? undefined : rateShift(now, usual, share);
    if (shift === undefined || shift.size <= (worst[shift.direction]?.size ?? 0)) continue;
    worst[shift.direction] = { ...shift, kind, now };
  }
  return [worst.up, worst.down].filter((shift) => shift !== undefined);
}

function shareOf(now: number, usual: number): number | undefined {
  return now > 0 && usual >= now ? now / usual : undefined;
}

/** Ends a window with so many traces: it is learned, and what is usual fades. Kinds that are not `isKept` are forgotten. */
export function learnMix(
  mix: LineMix,
  traces: number,
  maxKinds: number,
  isKept: (kind: string) => boolean,
): void {
  const fade = 1 - 1 / MEMORY_WINDOWS;
  mix.traces = fade * mix.traces + traces;
  mix.seconds = fade * mix.seconds + MIX_WINDOW_MS / 1000;
  for (const [kind, count] of Object.entries(mix.kinds)) {
    count.usual = fade * count.usual + count.now;
    count.now = 0;
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
    if (count.usual === 0) delete mix.kinds[kind];
  }
}
