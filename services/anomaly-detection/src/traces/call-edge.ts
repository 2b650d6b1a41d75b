import type { OpenAnomaly } from '../lifecycle.ts';

/** Who a service calls, and how regularly. Plain JSON. */
export interface CallEdge {
  readonly peer: string;
  /** End of the last window with a call (epoch ms). */
  last: number;
  /** Windows with calls. */
  called: number;
  /** Calls, and requests of the caller in the same time; both fade. */
  calls: number;
  requests: number;
  /** Windows and requests of the caller since the last call. */
  missedWindows: number;
  missedRequests: number;
  /** The longest time without a call so far, as the number of calls that was to be expected in it. Fades slowly. */
  longestGap: number;
  open: OpenAnomaly | null;
}

/** What one window of the caller says about an edge. `forgotten`: it was missed for so long that nobody misses it any more. */
export type EdgeStep = 'vanished' | 'returned' | 'forgotten' | undefined;

export interface EdgeOptions {
  /** Windows in a row without a call before an edge can be missed. */
  readonly silentWindows: number;
  /** How long (ms) an edge is missed. */
  readonly forgetMs: number;
}

/** What happened in a window: requests of the caller, calls to the peer, and the window's end (epoch ms). */
export interface EdgeWindow {
  /** Whether a mute was in effect: then its calls say nothing about what is usual. */
  readonly isMuted?: boolean;
  readonly at: number;
  readonly requests: number;
  readonly calls: number;
}

/** Windows with calls before anything can be said about an edge. */
const PROVEN = 60;
/** Fewer missing calls than these are never told, however regular the others were. */
const MIN_MISSED = 6;
/** A gap is unusual when it is this many times the longest so far. */
const GAP_FACTOR = 4;
/** How much of the past is left after each window with calls: habits of the last day, gaps of the last two weeks. */
const HABIT_KEPT = 1 - 1 / 1_440;
const GAP_KEPT = 1 - 1 / 20_160;

export function newEdge(peer: string, at: number): CallEdge {
  return {
    peer,
    last: at,
    called: 0,
    calls: 0,
    requests: 0,
    missedWindows: 0,
    missedRequests: 0,
    longestGap: 0,
    open: null,
  };
}

/** Calls that would have come since the last one if the caller's requests had led to as many as they usually do. */
export function missedCalls({ calls, requests, missedRequests }: CallEdge): number {
  return requests === 0 ? 0 : (missedRequests * calls) / requests;
}

/**
 * Takes one window of the caller into account. Time is measured in calls that were to be expected, so that a quiet night of the caller, or
 * an outage above it, is no silence of the edge. An edge has vanished when its silence is several times the longest one so far. If calls
 * come independently of each other, the chance of that is 24 / n⁴ at the n-th gap, and less for whatever is more regular; nothing has to
 * be known of the distribution. A silence that was told counts half, so that one outage does not blunt the test and a daily one is learned.
 */
export function stepEdge(edge: CallEdge, window: EdgeWindow, options: EdgeOptions): EdgeStep {
  return window.calls > 0 ? call(edge, window) : silence(edge, window, options);
}

function call(edge: CallEdge, window: EdgeWindow): EdgeStep {
  const wasMissed = edge.open !== null;
  if (window.isMuted !== true) learnCalls(edge, window, wasMissed);
  edge.last = window.at;
  edge.missedWindows = 0;
  edge.missedRequests = 0;
  return wasMissed ? 'returned' : undefined;
}

function learnCalls(edge: CallEdge, { requests, calls }: EdgeWindow, wasMissed: boolean): void {
  const gap = missedCalls(edge);
  edge.longestGap = Math.max(edge.longestGap * GAP_KEPT, wasMissed ? gap / 2 : gap);
  edge.requests = edge.requests * HABIT_KEPT + requests + (wasMissed ? 0 : edge.missedRequests);
  edge.calls = edge.calls * HABIT_KEPT + calls;
  edge.called += 1;
}

function silence(edge: CallEdge, { at, requests }: EdgeWindow, options: EdgeOptions): EdgeStep {
  if (requests === 0 || edge.called === 0) return undefined;
  edge.missedWindows += 1;
  edge.missedRequests += requests;
  if (edge.open !== null) {
    // It is not given up before anybody was told of it.
    if (at - edge.last < options.forgetMs || edge.open.withheld !== undefined) return undefined;
    Object.assign(edge, newEdge(edge.peer, edge.last), { open: edge.open });
    return 'forgotten';
  }
  const isUnusual = missedCalls(edge) >= Math.max(MIN_MISSED, GAP_FACTOR * edge.longestGap);
  const isMissed = edge.called >= PROVEN && edge.missedWindows >= options.silentWindows && isUnusual;
  return isMissed ? 'vanished' : undefined;
}
