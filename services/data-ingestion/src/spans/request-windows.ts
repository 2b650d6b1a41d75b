import type { KeyedState } from '@aiops/runtime';
import { type ClosedWindow, createEventWindows, type Fate } from '../windows/event-windows.ts';
import { namedService, type ServiceName, stateName } from './service-name.ts';

/** One request that a service answered, as its span tells. */
export interface RequestSpan extends ServiceName {
  readonly startNs: bigint;
  readonly endNs: bigint;
  readonly failed: boolean;
}

/** What one service did in one window. */
export interface RedSample extends ServiceName {
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
  /** Counts a request that a record of `recordedAt` (epoch ms) told of. */
  add(span: RequestSpan, recordedAt: number): Fate;
  /** Takes the windows that are over in the services' own event time; called after each message. */
  takeDue(): RedSample[];
  /** Takes, at `now`, what waits although its service has fallen silent. Live only. */
  takeIdle(now: number): RedSample[];
}

/** A late request may count up to a minute after its own window. */
const RULES = { prefix: 'red/', windowMs: 10_000, latenessMs: 10_000, latestWindow: 6, idleMs: 10_000 };

interface OpenWindow {
  requests: number;
  /** Whole nanoseconds as text: a sum of integers does not depend on the order of its parts. */
  totalNs: string;
  errors: number;
}

/** A fold over keyed state, without clock or I/O. */
export function createRequestWindows(state: KeyedState): RequestWindows {
  const windows = createEventWindows<OpenWindow>(state, RULES, () => ({
    requests: 0,
    totalNs: '0',
    errors: 0,
  }));
  return {
    add: (span, recordedAt) =>
      windows.add(stateName(span), Number(span.endNs / 1_000_000n), recordedAt, (window) =>
        count(window, span),
      ),
    takeDue: () => windows.takeDue().map(sampleOf),
    takeIdle: (now) => windows.takeIdle(now).map(sampleOf),
  };
}

function count(window: OpenWindow, span: RequestSpan): void {
  window.requests += 1;
  const took = span.endNs > span.startNs ? span.endNs - span.startNs : 0n;
  window.totalNs = String(BigInt(window.totalNs) + took);
  if (span.failed) window.errors += 1;
}

function sampleOf({ key, at, window }: ClosedWindow<OpenWindow>): RedSample {
  const { requests, totalNs, errors } = window;
  return {
    ...namedService(key),
    at,
    requests,
    responseTime: Number(BigInt(totalNs)) / 1e6 / requests,
    errors,
  };
}
