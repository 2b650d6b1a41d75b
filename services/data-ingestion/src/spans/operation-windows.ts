import { OTHER_SPANS, SPAN_WINDOW_MS, spanMetrics } from '@aiops/contracts';
import {
  addToSketch,
  countRequest,
  emptyFigures,
  type OperationFigures,
  type OperationSummary,
  summarize,
} from '@aiops/detectors';
import type { Counter, KeyedState } from '@aiops/runtime';
import type { SpanRecord } from '../messages/trace-out.ts';
import { callPeer } from './call-peer.ts';
import { type ClosedWindow, createEventWindows, type ServiceName, stateName } from './event-windows.ts';
import { createKinMemory } from './kin-memory.ts';
import { emptyNames, expectedSlots, labelText, type NameTable, OTHER_SLOT, slotOf } from './name-table.ts';
import type { RequestSpan } from './request-windows.ts';

/** How many operations and peers of a service have figures of their own. */
export interface SpanLimits {
  readonly operations: number;
  readonly peers: number;
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

/** Figures of each operation of each service, and calls to each of its peers, per minute of event time. */
export interface OperationWindows {
  /** Counts a span that is seen for the first time. `request` is given when it stands for one. */
  add(span: SpanRecord, service: ServiceName, request: RequestSpan | undefined, recordedAt: number): void;
  /** Takes the windows that are over in the services' own event time; called after each message. */
  takeDue(): SpanSample[];
  /** Takes, at `now`, what waits although its service has fallen silent. Live only. */
  takeIdle(now: number): SpanSample[];
}

/** A late span may count in the minute after its own. */
const RULES = { prefix: 'operations/', windowMs: SPAN_WINDOW_MS, latenessMs: 10_000, latestWindow: 1 };
const NAMES = { operation: 'operation-names/', peer: 'peer-names/' } as const;

interface OperationWindow {
  /** By slot. */
  readonly operations: Record<string, OperationFigures>;
  readonly calls: Record<string, number>;
}

/** A fold over keyed state, without clock or I/O. `capped` counts what went to `other`; label `of`. */
export function createOperationWindows(
  state: KeyedState,
  limits: SpanLimits,
  capped: Counter | undefined,
): OperationWindows {
  const kin = createKinMemory(state);
  const windows = createEventWindows<OperationWindow>(
    state,
    RULES,
    () => ({ operations: {}, calls: {} }),
    (service) => {
      kin.forgetService(service);
      for (const prefix of Object.values(NAMES)) state.delete(prefix + service);
    },
  );
  const namesOf = (of: keyof typeof NAMES, service: string) =>
    state.get<NameTable>(NAMES[of] + service) ?? emptyNames();
  const slotFor = (of: keyof typeof NAMES, service: string, name: string, window: number) => {
    const names = namesOf(of, service);
    const slot = slotOf(names, labelText(name), window, limits[`${of}s`]);
    state.put(NAMES[of] + service, names);
    if (slot === OTHER_SLOT) capped?.inc({ of });
    return slot;
  };
  const tell = (closed: ClosedWindow<OperationWindow>): SpanSample[] => {
    const { key, at, window } = closed;
    for (const [slot, ms] of kin.selfTimes(key, at - SPAN_WINDOW_MS, at)) {
      const figures = window.operations[slot];
      if (figures !== undefined) addToSketch(figures.selfTime, ms);
    }
    kin.forget(key, at);
    return [
      ...operationSamples(closed, namesOf('operation', key)),
      ...callSamples(closed, namesOf('peer', key)),
    ];
  };

  return {
    add(span, service, request, recordedAt) {
      const name = stateName(service);
      const peer = callPeer(span);
      let slot: number | undefined;
      if (request !== undefined || peer !== undefined) {
        windows.add(service, span.endNs, recordedAt, (window, index) => {
          if (request !== undefined) {
            slot = slotFor('operation', name, span.operation, index);
            const figures = window.operations[slot] ?? emptyFigures();
            window.operations[slot] = figures;
            countRequest(figures, Number(span.endNs - span.startNs) / 1e6, request.failed);
          }
          if (peer !== undefined) {
            const to = slotFor('peer', name, peer, index);
            window.calls[to] = (window.calls[to] ?? 0) + 1;
          }
        });
      }
      kin.remember(name, span, slot);
    },
    takeDue: () => windows.takeDue().flatMap(tell),
    takeIdle: (now) => windows.takeIdle(now).flatMap(tell),
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

function callSamples(closed: ClosedWindow<OperationWindow>, names: NameTable): SpanSample[] {
  const slots = Object.keys(closed.window.calls).map(Number);
  return slots.sort(bySlot).map((slot) => {
    const label = ['peer', names.admitted[slot]?.[0] ?? OTHER_SPANS] as const;
    const perSecond = ((closed.window.calls[slot] ?? 0) * 1_000) / SPAN_WINDOW_MS;
    return sample(closed, spanMetrics.callRate, label, perSecond);
  });
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
  { service, site, at }: ClosedWindow<OperationWindow>,
  name: string,
  label: SpanSample['label'],
  value: number,
): SpanSample {
  return { service, site, name, label, at, value };
}

/** Operations in the order in which they were first seen, the others last. */
function bySlot(a: number, b: number): number {
  const place = (slot: number) => (slot === OTHER_SLOT ? Number.POSITIVE_INFINITY : slot);
  return a === b ? 0 : place(a) - place(b);
}
