import type { KeyedState } from '@aiops/runtime';
import { lineHash } from './line-hash.ts';

const PREFIX = 'traces-of-lines/';
/** Traces of one window that are told apart; of more, the number is estimated from that of their lines. */
const MAX_TRACES = 10_000;

/** The traces of a domain in its window under way. Plain JSON. */
interface DomainTraces {
  window: number;
  /** Fingerprints of their ids. */
  ids: number[];
  /** Lines of traces in the window, and how many there were when the last id had a place. */
  lines: number;
  toldApart: number;
}

/** How many traces the lines of each domain belong to, in the newest window of the domain; earlier ones are forgotten. */
export interface WindowTraces {
  /** Notes that a line of a window belongs to a trace. */
  add(domain: string, window: number, traceId: string): void;
  /** Distinct traces of a window so far; 0 for one that is forgotten. */
  count(domain: string, window: number): number;
}

/** Each entity compares its lines with the traces of its domain that come through the same partition. */
export function createWindowTraces(state: KeyedState): WindowTraces {
  const known = new Map<
    string,
    { readonly key: string; readonly traces: DomainTraces; readonly ids: Set<number> }
  >();

  const domainOf = (domain: string) => {
    const found = known.get(domain);
    if (found !== undefined) return found;
    const key = PREFIX + domain;
    const traces = state.get<DomainTraces>(key);
    if (traces === undefined) return undefined;
    const made = { key, traces, ids: new Set(traces.ids) };
    known.set(domain, made);
    return made;
  };

  const begin = (domain: string, window: number) => {
    const traces = { window, ids: [], lines: 0, toldApart: 0 };
    const made = { key: PREFIX + domain, traces, ids: new Set<number>() };
    known.set(domain, made);
    return made;
  };

  return {
    add(domain, window, traceId) {
      const found = domainOf(domain);
      const { key, traces, ids } = found?.traces.window === window ? found : begin(domain, window);
      traces.lines += 1;
      if (ids.size < MAX_TRACES) {
        traces.toldApart = traces.lines;
        const id = lineHash('', traceId);
        if (!ids.has(id)) {
          ids.add(id);
          traces.ids.push(id);
        }
      }
      state.put(key, traces);
    },
    count(domain, window) {
      const traces = domainOf(domain)?.traces;
      if (traces === undefined || traces.window !== window) return 0;
      return traces.ids.length < MAX_TRACES
        ? traces.ids.length
        : (MAX_TRACES * traces.lines) / traces.toldApart;
    },
  };
}
