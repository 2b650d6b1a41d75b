import type { KeyedState } from '@aiops/runtime';

/** One request that a service answered, as its span tells. */
export interface RequestSpan {
  readonly service: string;
  /** Correlation domain, when the span names one. */
  readonly site: string | undefined;
  readonly startNs: bigint;
  readonly endNs: bigint;
  readonly failed: boolean;
}

/** What one service did in one window. */
export interface RedSample {
  readonly service: string;
  readonly site: string | undefined;
  /** End of the window (epoch ms). */
  readonly at: number;
  readonly requests: number;
  /** Mean, in milliseconds. */
  readonly responseTime: number;
  /** Requests that failed. */
  readonly errors: number;
}

/** Adds requests up per service and window of ten seconds of event time. */
export interface RequestWindows {
  /**
   * Counts a request that a record of `recordedAt` (epoch ms) told of. `late`: its window is over, it counts in the next one that is
   * open; `dropped`: it is too late for that too.
   */
  add(span: RequestSpan, recordedAt: number): 'counted' | 'late' | 'dropped';
  /** Takes the windows that are over in the services' own event time; called after each message. */
  takeDue(): RedSample[];
  /** Takes, at `now`, what waits although its service has fallen silent. Live only. */
  takeIdle(now: number): RedSample[];
}

const WINDOW_MS = 10_000;
const NS_PER_MS = 1_000_000n;
/** A late span may count this many windows after its own. */
const LATEST_WINDOW = 6;
/** Exporters send every five seconds or so, and not at the same moment: a window waits this long for the others. */
const LATENESS_MS = 10_000;
/** A service from which nothing came for this long waits no more. */
const IDLE_MS = 10_000;
/** A service that was silent for this long is forgotten. */
const FORGET_MS = 2 * 3_600_000;
const PREFIX = 'red/';

interface OpenWindow {
  requests: number;
  /** Whole nanoseconds as text: a sum of integers does not depend on the order of its parts. */
  totalNs: string;
  errors: number;
}

/** What is kept of a service. Plain JSON. */
interface ServiceWindows {
  readonly service: string;
  readonly site: string | null;
  /** How far its event time has come (epoch ms). A span from the future of its record takes it no further than the record. */
  newest: number;
  /** Number of the last window that was handed out; -1 before the first. */
  closed: number;
  arrivedAt: number;
  readonly open: Record<string, OpenWindow>;
}

/** A fold over keyed state, without clock or I/O. */
export function createRequestWindows(state: KeyedState): RequestWindows {
  const touched = new Set<string>();
  const waiting = new Set<string>();
  for (const key of state.keys()) if (key.startsWith(PREFIX)) waiting.add(key);

  const take = (key: string, isOver: (end: number) => boolean): RedSample[] => {
    const windows = state.get<ServiceWindows>(key);
    if (windows === undefined) return [];
    const indexes = Object.keys(windows.open).map(Number);
    const due = indexes.filter((index) => isOver((index + 1) * WINDOW_MS)).sort((a, b) => a - b);
    const samples = due.map((index) => {
      const sample = sampleOf(windows, index);
      delete windows.open[index];
      windows.closed = Math.max(windows.closed, index);
      return sample;
    });
    if (samples.length > 0) state.put(key, windows);
    return samples;
  };

  return {
    add(span, recordedAt) {
      const key = PREFIX + JSON.stringify([span.service, span.site ?? '']);
      const windows = state.get<ServiceWindows>(key) ?? begin(span);
      const own = Number(span.endNs / (BigInt(WINDOW_MS) * NS_PER_MS));
      const index = Math.max(own, windows.closed + 1, firstOpen(windows.newest));
      if (index - own > LATEST_WINDOW) return 'dropped';
      count(windows, index, span);
      // A replica whose clock is ahead must not make the spans of the others late.
      windows.newest = Math.max(windows.newest, Math.min(Number(span.endNs / NS_PER_MS), recordedAt));
      windows.arrivedAt = Math.max(windows.arrivedAt, recordedAt);
      state.put(key, windows);
      touched.add(key);
      waiting.add(key);
      return index === own ? 'counted' : 'late';
    },
    takeDue() {
      const keys = [...touched];
      touched.clear();
      return keys.flatMap((key) => {
        const newest = state.get<ServiceWindows>(key)?.newest ?? 0;
        return take(key, (end) => end + LATENESS_MS <= newest);
      });
    },
    takeIdle(now) {
      return [...waiting].flatMap((key) => {
        const silentFor = now - (state.get<ServiceWindows>(key)?.arrivedAt ?? 0);
        if (silentFor < IDLE_MS) return [];
        const samples = take(key, (end) => end + IDLE_MS <= now);
        if (silentFor >= FORGET_MS) {
          waiting.delete(key);
          state.delete(key);
        }
        return samples;
      });
    },
  };
}

/** The first window that is not over when event time has come to `newest`. */
function firstOpen(newest: number): number {
  return Math.floor((newest - LATENESS_MS) / WINDOW_MS);
}

function begin({ service, site }: RequestSpan): ServiceWindows {
  return { service, site: site ?? null, newest: 0, closed: -1, arrivedAt: 0, open: {} };
}

function count(windows: ServiceWindows, index: number, span: RequestSpan): void {
  const window = windows.open[index] ?? { requests: 0, totalNs: '0', errors: 0 };
  windows.open[index] = window;
  window.requests += 1;
  const took = span.endNs > span.startNs ? span.endNs - span.startNs : 0n;
  window.totalNs = String(BigInt(window.totalNs) + took);
  if (span.failed) window.errors += 1;
}

function sampleOf({ service, site, open }: ServiceWindows, index: number): RedSample {
  const { requests, totalNs, errors } = open[index] ?? { requests: 1, totalNs: '0', errors: 0 };
  const responseTime = Number(BigInt(totalNs)) / 1e6 / requests;
  return { service, site: site ?? undefined, at: (index + 1) * WINDOW_MS, requests, responseTime, errors };
}
