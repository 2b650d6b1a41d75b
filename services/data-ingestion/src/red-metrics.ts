/** One request that a service answered, as its span tells. */
export interface RequestSpan {
  readonly traceId: string;
  readonly spanId: string;
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

export interface RedOptions {
  readonly windowMs: number;
  /** Spans and windows remembered, so that none is counted twice. The oldest are forgotten first. */
  readonly remembered: number;
}

/** Adds requests up per service and event-time window. Order and batches in which spans arrive change nothing. */
export interface RedMetrics {
  /** Counts a span. `late`: its window was already handed out, it counts in a later one; `dropped`: too late for that too. */
  add(span: RequestSpan): 'counted' | 'duplicate' | 'late' | 'dropped';
  /** Takes the windows that ended at or before `until` (epoch ms), oldest first. */
  take(until: number): RedSample[];
}

/** A late span may count this many windows after its own. */
const LATEST_WINDOW = 6;
const NS_PER_MS = 1_000_000n;

interface OpenWindow {
  readonly service: string;
  readonly site: string | undefined;
  readonly index: number;
  requests: number;
  /** Whole nanoseconds: a sum of integers does not depend on the order of its parts. */
  totalNs: bigint;
  errors: number;
}

/** A fold without clock or I/O: what comes out depends only on the calls made. */
export function createRedMetrics(options: RedOptions): RedMetrics {
  const open = new Map<string, OpenWindow>();
  const seen = new RecentKeys(options.remembered);
  const taken = new RecentKeys(options.remembered);
  const windowNs = BigInt(options.windowMs) * NS_PER_MS;
  return {
    add(span) {
      const id = `${span.traceId}/${span.spanId}`;
      if (seen.has(id)) return 'duplicate';
      seen.add(id);
      const own = Number(span.endNs / windowNs);
      let index = own;
      while (taken.has(windowKey(span, index)) && index - own <= LATEST_WINDOW) index += 1;
      if (index - own > LATEST_WINDOW) return 'dropped';
      const key = windowKey(span, index);
      const { service, site } = span;
      const window = open.get(key) ?? { service, site, index, requests: 0, totalNs: 0n, errors: 0 };
      open.set(key, window);
      window.requests += 1;
      window.totalNs += span.endNs > span.startNs ? span.endNs - span.startNs : 0n;
      if (span.failed) window.errors += 1;
      return index === own ? 'counted' : 'late';
    },
    take(until) {
      const due = [...open].filter(([, { index }]) => (index + 1) * options.windowMs <= until);
      due.sort(([a, { index: i }], [b, { index: j }]) => i - j || (a < b ? -1 : 1));
      return due.map(([key, window]) => {
        open.delete(key);
        taken.add(key);
        return sampleOf(window, options.windowMs);
      });
    },
  };
}

function windowKey({ service, site }: RequestSpan, index: number): string {
  return JSON.stringify([service, site ?? '', index]);
}

function sampleOf(
  { service, site, index, requests, totalNs, errors }: OpenWindow,
  windowMs: number,
): RedSample {
  const responseTime = Number(totalNs) / 1e6 / requests;
  return { service, site, at: (index + 1) * windowMs, requests, responseTime, errors };
}

/** A set that forgets: it holds at least the newest `limit` keys and at most twice as many. */
class RecentKeys {
  #newer = new Set<string>();
  #older = new Set<string>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  has(key: string): boolean {
    return this.#newer.has(key) || this.#older.has(key);
  }

  add(key: string): void {
    if (this.#newer.size >= this.#limit) {
      this.#older = this.#newer;
      this.#newer = new Set();
    }
    this.#newer.add(key);
  }
}
