import { OTHER_SPANS, SPAN_WINDOW_MS, spanMetrics } from '@aiops/contracts';
import { emptyFigures, type OperationFigures, type OperationSummary, summarize } from '@aiops/detectors';
import type { ClosedWindow } from '../windows/event-windows.ts';
import { expectedSlots, type NameTable, OTHER_SLOT } from './name-table.ts';
import { namedService, type ServiceName } from './service-name.ts';

/** What a service did in one window. Plain JSON. */
export interface OperationWindow {
  /** Requests by the slot of their operation, calls by that of their peer. */
  readonly operations: Record<string, OperationFigures>;
  readonly calls: Record<string, OperationFigures>;
}

/** One value of one series of a service. */
export interface SpanSample extends ServiceName {
  readonly name: string;
  /** The label, besides those of the service, that makes it this series. */
  readonly label: readonly ['operation' | 'peer', string];
  /** End of the window (epoch ms). */
  readonly at: number;
  readonly value: number;
}

/** How the calls of a service to one peer went in one window. */
export interface CallSample extends ServiceName {
  readonly peer: string;
  /** End of the window (epoch ms). */
  readonly at: number;
  readonly summary: OperationSummary;
}

/** What is told of a window that is over. */
export interface WindowFigures {
  readonly samples: readonly SpanSample[];
  /** None of the peers that are summed up as `other`, which nobody can tell apart. */
  readonly calls: readonly CallSample[];
}

/** The figures of a window, in the order in which operations and peers were first seen. */
export function windowFigures(
  closed: ClosedWindow<OperationWindow>,
  operations: NameTable,
  peers: NameTable,
): WindowFigures {
  const calls = callSamples(closed, peers);
  return {
    samples: [...operationSamples(closed, operations), ...calls.map(callRate)],
    calls: calls.filter(({ peer }) => peer !== OTHER_SPANS),
  };
}

/** Of operations that are usually there and were not, only that they were not: a silent one has neither errors nor latencies. */
function operationSamples(closed: ClosedWindow<OperationWindow>, names: NameTable): SpanSample[] {
  const { operations } = closed.window;
  const seen = Object.keys(operations).map(Number);
  const slots = new Set([...expectedSlots(names, closed.index), ...seen]);
  return [...slots].sort(bySlot).flatMap((slot) => {
    const summary = summarize(operations[slot] ?? emptyFigures(), SPAN_WINDOW_MS);
    const label = ['operation', names.admitted[slot]?.[0] ?? OTHER_SPANS] as const;
    return figuresOf(summary).map(([name, value]) => sample(closed, name, label, value));
  });
}

function callSamples(closed: ClosedWindow<OperationWindow>, names: NameTable): CallSample[] {
  const { key, at, window } = closed;
  const slots = Object.keys(window.calls).map(Number);
  return slots.sort(bySlot).map((slot) => ({
    ...namedService(key),
    peer: names.admitted[slot]?.[0] ?? OTHER_SPANS,
    at,
    summary: summarize(window.calls[slot] ?? emptyFigures(), SPAN_WINDOW_MS),
  }));
}

function callRate({ peer, summary, ...of }: CallSample): SpanSample {
  return { ...of, name: spanMetrics.callRate, label: ['peer', peer], value: summary.rate };
}

/** The names of contracts for the figures that there are. */
function figuresOf(summary: OperationSummary): [string, number][] {
  const all: readonly (readonly [string, number | undefined])[] = [
    [spanMetrics.rate, summary.rate],
    [spanMetrics.errorRate, summary.errorRate],
    [spanMetrics.latencyP50, summary.latencyP50],
    [spanMetrics.latencyP95, summary.latencyP95],
    [spanMetrics.latencyP99, summary.latencyP99],
    [spanMetrics.selfTimeP95, summary.selfTimeP95],
  ];
  return all.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
}

function sample(
  { key, at }: ClosedWindow<OperationWindow>,
  name: string,
  label: SpanSample['label'],
  value: number,
): SpanSample {
  return { ...namedService(key), name, label, at, value };
}

/** Operations in the order in which they were first seen, the others last. */
function bySlot(a: number, b: number): number {
  const place = (slot: number) => (slot === OTHER_SLOT ? Number.POSITIVE_INFINITY : slot);
  return a === b ? 0 : place(a) - place(b);
}
