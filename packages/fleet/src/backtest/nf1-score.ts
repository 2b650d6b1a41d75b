import type { ScoredFile } from './scored-file.ts';

/** An alert this many rows after the end of a labelled event still belongs to it. */
const TOLERANCE_ROWS = 5;
/** An alert that goes on notifies again after this many rows. */
const RENOTIFY_ROWS = 30;

/** Thresholds that are tried: so many of the highest scores are above them, from few to a fifth, evenly on a log scale. */
const THRESHOLDS = 60;
const RAREST = -5.3;
const DECADES = 4.6;

/** Notifications held against labelled events. */
export interface Nf1Score {
  /** Mean of the files' F1. */
  readonly nf1: number;
  /** The threshold that gives it, for all files. */
  readonly threshold: number;
  /** Of all events together. */
  readonly recall: number;
  /** Of all notifications together, where all those within an event are one. */
  readonly precision: number;
  readonly falseNotifications: number;
}

interface Counts {
  readonly hits: number;
  readonly misses: number;
  readonly falseNotifications: number;
}

/**
 * F1 of what people see: an event is hit when it is notified while it lasts or soon after, and every notification
 * outside of events is a false one; how many rows of an event are found does not count. One threshold for all files,
 * the one with the best mean over the files that have events. Undefined when none has.
 */
export function nf1Score(files: readonly ScoredFile[]): Nf1Score | undefined {
  const withEvents = files.filter((file) => eventsOf(file).length > 0);
  let best: Nf1Score | undefined;
  for (const threshold of candidates(withEvents)) {
    const score = scoreAt(withEvents, threshold);
    if (best === undefined || score.nf1 > best.nf1) best = score;
  }
  return best;
}

function scoreAt(files: readonly ScoredFile[], threshold: number): Nf1Score {
  const counts = files.map((file) => countAt(file, threshold));
  const sum = (field: keyof Counts) => counts.reduce((total, each) => total + each[field], 0);
  const hits = sum('hits');
  const falseNotifications = sum('falseNotifications');
  return {
    nf1: counts.reduce((total, each) => total + f1(each), 0) / files.length,
    threshold,
    recall: hits / (hits + sum('misses')),
    precision: hits / Math.max(hits + falseNotifications, 1),
    falseNotifications,
  };
}

function f1({ hits, misses, falseNotifications }: Counts): number {
  return hits === 0 ? 0 : (2 * hits) / (2 * hits + misses + falseNotifications);
}

/** Scores at quantiles of all that count; the lowest is always among them. */
function candidates(files: readonly ScoredFile[]): number[] {
  const total = files.reduce((sum, file) => sum + file.scores.length - file.scoreFromRow, 0);
  if (total === 0) return [];
  const pool = new Float64Array(total);
  let start = 0;
  for (const file of files) {
    const counted = file.scores.subarray(file.scoreFromRow);
    pool.set(counted, start);
    start += counted.length;
  }
  pool.sort();
  const found = new Set([pool[0] as number]);
  for (let k = 0; k < THRESHOLDS; k += 1) {
    const share = 10 ** (RAREST + (DECADES * k) / (THRESHOLDS - 1));
    found.add(pool[Math.min(total - 1, Math.trunc(total * (1 - share)))] as number);
  }
  return [...found].sort((a, b) => a - b);
}

/** Events that end before the scored rows cannot be found. */
function eventsOf({ windows, scoreFromRow }: ScoredFile) {
  return windows.filter(({ to }) => to >= scoreFromRow);
}

function countAt(file: ScoredFile, threshold: number): Counts {
  const { scores, scoreFromRow } = file;
  const events = eventsOf(file);
  const hit = events.map(() => false);
  let falseNotifications = 0;
  let lastFalse = Number.NEGATIVE_INFINITY;
  let next = 0;
  for (let row = scoreFromRow; row < scores.length; row += 1) {
    if ((scores[row] as number) < threshold) continue;
    while (next < events.length && (events[next]?.to ?? 0) + TOLERANCE_ROWS < row) next += 1;
    let inside = false;
    // The tolerance of one event may reach into the next.
    for (let i = next; i < events.length && (events[i]?.from ?? 0) <= row; i += 1) {
      inside = true;
      hit[i] = true;
    }
    if (inside || row - lastFalse < RENOTIFY_ROWS) continue;
    falseNotifications += 1;
    lastFalse = row;
  }
  const hits = hit.filter(Boolean).length;
  return { hits, misses: events.length - hits, falseNotifications };
}
