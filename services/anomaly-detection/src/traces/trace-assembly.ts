import type { Counter, KeyedState } from '@aiops/runtime';
import { createDueQueue } from '../due-queue.ts';
import { endOf, type TraceSpan } from './trace-span.ts';

const PREFIX = 'spans/open/';
/** Event time (ms) for which a trace waits for further spans. */
export const TRACE_HOLD_MS = 10_000;
/** For so long (ms) a trace that is over is known, so that what comes late does not pass for a trace of its own. */
const OVER_MS = 60_000;
/** Spans of one trace, and of all traces of a partition, that are held. */
const MAX_SPANS = 1_000;
const MAX_HELD = 50_000;
const MAX_ID = 64;

/** A trace that is coming in, or `null` for its spans when it is over. Plain JSON. */
interface HeldTrace {
  /** Traces are numbered in the order in which they began to come in. */
  readonly number: number;
  due: number;
  spans: TraceSpan[] | null;
}

/** What came too late for its trace, and what there was no room for: spans of a trace, or traces that had to leave early. */
export interface AssemblyCounters {
  readonly late: Counter;
  readonly crowded: Counter;
}

/** Takes a trace that is whole, which is certain from the event time `due` (epoch ms) on. */
type TakeTrace = (spans: readonly TraceSpan[], due: number) => void;

/** Puts traces together whose spans come in several messages. */
export interface TraceAssembly {
  /** Adds spans of one trace; `clock` is the event time of the partition before them. */
  add(traceId: string, spans: readonly TraceSpan[], clock: number): void;
  /** Hands out the traces that are whole at `clock`, in the order in which they became so; those that had to leave come first. */
  drain(clock: number, take: TakeTrace): void;
}

/**
 * A trace is whole when the event time is ten seconds past its last span: past its end or, when it came late, past the time that it met.
 * So traces of a poller, which come in no order, get their time as well. Each trace has a key of its own in the state.
 */
export function createTraceAssembly(state: KeyedState, counters: AssemblyCounters): TraceAssembly {
  const queue = createDueQueue();
  const held = [...state.keys()]
    .filter((key) => key.startsWith(PREFIX))
    .map((key) => ({ key, trace: state.get<HeldTrace>(key) as HeldTrace }))
    .sort((a, b) => a.trace.number - b.trace.number);
  // Sizes of the traces, oldest first.
  const sizes = new Map(held.map(({ key, trace }) => [key, sizeOf(trace)]));
  let next = (held.at(-1)?.trace.number ?? 0) + 1;
  let total = 0;
  for (const { key, trace } of held) {
    queue.schedule(key, trace.due);
    total += sizeOf(trace);
  }

  const resize = (key: string, size: number) => {
    total += size - (sizes.get(key) ?? 0);
    if (size === 0) sizes.delete(key);
    else sizes.set(key, size);
  };
  const forget = (key: string) => {
    state.delete(key);
    resize(key, 0);
  };
  const open = () => {
    const trace: HeldTrace = { number: next, due: 0, spans: [] };
    next += 1;
    return trace;
  };
  const leaveEarly = (key: string, take: TakeTrace) => {
    const trace = state.get<HeldTrace>(key);
    forget(key);
    if (trace === undefined || trace.spans === null) return;
    counters.crowded.inc();
    take(trace.spans, Number.NEGATIVE_INFINITY);
  };

  return {
    add(traceId, spans, clock) {
      const key = PREFIX + traceId.slice(0, MAX_ID);
      const trace = state.get<HeldTrace>(key) ?? open();
      for (const span of spans) {
        if (trace.spans === null) counters.late.inc();
        else if (trace.spans.some(({ id }) => id === span.id)) continue;
        else if (trace.spans.length >= MAX_SPANS) counters.crowded.inc();
        else {
          trace.spans.push(span);
          trace.due = Math.max(trace.due, endOf(span) + TRACE_HOLD_MS, clock + TRACE_HOLD_MS);
        }
      }
      resize(key, sizeOf(trace));
      queue.schedule(key, trace.due);
      state.put(key, trace);
    },
    drain(clock, take) {
      for (const key of sizes.keys()) {
        if (total <= MAX_HELD) break;
        leaveEarly(key, take);
      }
      queue.drain(clock, (key, due) => {
        const trace = state.get<HeldTrace>(key);
        if (trace === undefined) return undefined;
        if (trace.due > due) return trace.due;
        const { spans } = trace;
        if (spans === null) {
          forget(key);
          return undefined;
        }
        trace.spans = null;
        trace.due = due + OVER_MS;
        resize(key, sizeOf(trace));
        state.put(key, trace);
        take(spans, due);
        return trace.due;
      });
    },
  };
}

/** One that is over takes some room as well. */
function sizeOf({ spans }: HeldTrace): number {
  return spans === null ? 1 : spans.length;
}
