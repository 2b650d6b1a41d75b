import type { ToldDeviation } from '../deviations/told-deviation.ts';
import type { EntityRef } from '../subject.ts';
import { addDuration, emptyMoments, type LogMoments, mergeMoments } from './log-moments.ts';
import type { SpanFigure } from './trace-figures.ts';

/** What is known of a caller of an operation. */
interface CallerProfile {
  readonly caller: EntityRef;
  readonly gap: LogMoments;
  used: number;
}

/** In how many of its spans an operation called something. */
interface ChildProfile {
  count: number;
  used: number;
}

/** What the spans of an operation were like, in one window or usually. Plain JSON; ids and child names are never those of an object. */
export interface OperationProfile {
  readonly operation: string;
  /** The newest window in which there was a span. */
  used: number;
  spans: number;
  failed: number;
  readonly self: LogMoments;
  /** By the id of the caller. */
  readonly callers: Record<string, CallerProfile>;
  /** By what was called. */
  readonly children: Record<string, ChildProfile>;
  /** What was told lately, where this is what is usual. */
  told?: Record<string, ToldDeviation>;
}

/** Callers, and kinds of children, of an operation. */
const MAX_KIN = 100;
/** What is left of the weight of the windows before, after each window in which the operation was used: half of it in a day of them. */
const KEPT = 0.5 ** (1 / 1_440);

export function emptyOperation(operation: string, used: number): OperationProfile {
  return { operation, used, spans: 0, failed: 0, self: emptyMoments(), callers: {}, children: {} };
}

/** Counts a span in its window. Returns how many of its children and callers there is no room for; usual ones always have room. */
export function addSpan(
  window: OperationProfile,
  { failed, self, gap, children }: SpanFigure,
  usual: OperationProfile | undefined,
): number {
  const { used } = window;
  let crowded = 0;
  window.spans += 1;
  if (failed) window.failed += 1;
  if (self !== undefined) addDuration(window.self, self);
  if (gap !== undefined) {
    const { id } = gap.caller;
    const caller =
      window.callers[id] ??
      (hasRoom(window.callers, usual?.callers[id])
        ? { caller: gap.caller, gap: emptyMoments(), used }
        : undefined);
    if (caller === undefined) crowded += 1;
    else {
      window.callers[id] = caller;
      addDuration(caller.gap, gap.ms);
    }
  }
  for (const name of children) {
    const child = window.children[name];
    if (child !== undefined) child.count += 1;
    else if (hasRoom(window.children, usual?.children[name])) window.children[name] = { count: 1, used };
    else crowded += 1;
  }
  return crowded;
}

function hasRoom(known: Readonly<Record<string, unknown>>, usual: unknown): boolean {
  return usual !== undefined || Object.keys(known).length < MAX_KIN;
}

/** Makes a window part of what is usual. Callers and children that were not met for longest leave for new ones. */
export function learnWindow(usual: OperationProfile, window: OperationProfile): void {
  const { used } = window;
  usual.used = used;
  usual.spans = usual.spans * KEPT + window.spans;
  usual.failed = usual.failed * KEPT + window.failed;
  mergeMoments(usual.self, window.self, KEPT);
  for (const child of Object.values(usual.children)) child.count *= KEPT;
  for (const [name, { count }] of usualFirst(window.children, usual.children)) {
    const child = usual.children[name];
    if (child !== undefined) Object.assign(child, { count: child.count + count, used });
    else if (makeRoom(usual.children, MAX_KIN, used)) usual.children[name] = { count, used };
  }
  for (const [id, { caller, gap }] of usualFirst(window.callers, usual.callers)) {
    const known = usual.callers[id];
    if (known === undefined && !makeRoom(usual.callers, MAX_KIN, used)) continue;
    const kept = known ?? { caller, gap: emptyMoments(), used };
    usual.callers[id] = kept;
    kept.used = used;
    mergeMoments(kept.gap, gap, KEPT);
  }
}

/** The entries of a window, those of `usual` before the others, so that none has to leave for a new one before it counts as used. */
export function usualFirst<T>(
  window: Readonly<Record<string, T>>,
  usual: Readonly<Record<string, unknown>>,
): [string, T][] {
  const entries = Object.entries(window);
  const isUsual = ([name]: [string, T]) => usual[name] !== undefined;
  return [...entries.filter(isUsual), ...entries.filter((entry) => !isUsual(entry))];
}

/** Drops what was used least recently when `known` is full. False when all of it was used in the window `used`. */
export function makeRoom(
  known: Record<string, { readonly used: number }>,
  max: number,
  used: number,
): boolean {
  const entries = Object.entries(known);
  if (entries.length < max) return true;
  let oldest: string | undefined;
  let least = used;
  for (const [name, entry] of entries) {
    if (entry.used >= least) continue;
    least = entry.used;
    oldest = name;
  }
  if (oldest !== undefined) delete known[oldest];
  return oldest !== undefined;
}
