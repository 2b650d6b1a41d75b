import type { Counter } from '@aiops/runtime';

/** What the service counts, because it is left out of the fold and must not be lost silently. */
export interface DetectionCounters {
  /** Samples and lines older than what their series or window has seen. */
  readonly late: Counter;
  /** The very same sample or line once more. */
  readonly duplicates: Counter;
  /** Stamped more than an hour ahead of the time at which the broker took them. */
  readonly future: Counter;
  /** Messages of series that are one too many. */
  readonly capped: Counter;
  /** Series that got no sample for so long that they were forgotten. */
  readonly evicted: Counter;
  /** Messages whose labels name nothing in the topology. */
  readonly unresolved: Counter;
  /** Log templates that had to leave because their entity has too many. */
  readonly templates: Counter;
  /** Anomalies that a mute held back, with its name. */
  readonly muted: Counter;
  /** Log lines that no template counts, because their entity has logged too many in one window. */
  readonly uncounted: Counter;
  /** Spans, operations, callers and children of traces that there was no room for, and traces that had to leave before they were whole. */
  readonly crowded: Counter;
}

const silent: Counter = { inc: () => undefined };

/** The counters that were given, and silent ones for the rest. */
export function completeCounters(given: Partial<DetectionCounters> = {}): DetectionCounters {
  return {
    late: silent,
    duplicates: silent,
    future: silent,
    capped: silent,
    evicted: silent,
    unresolved: silent,
    templates: silent,
    muted: silent,
    uncounted: silent,
    crowded: silent,
    ...given,
  };
}
