import { type Counted, OTHER_SPANS, SPAN_WINDOW_MS } from '@aiops/contracts';
import { addToSketch, countRequest, emptyFigures, type OperationFigures } from '@aiops/detectors';
import type { Counter, KeyedState } from '@aiops/runtime';
import type { SpanRecord } from '../messages/trace-out.ts';
import { type ClosedWindow, createEventWindows } from '../windows/event-windows.ts';
import { callPeer } from './call-peer.ts';
import { hasFailed } from './has-failed.ts';
import { createKinMemory } from './kin-memory.ts';
import { emptyNames, labelText, type NameTable, OTHER_SLOT, slotOf } from './name-table.ts';
import type { RequestSpan } from './request-windows.ts';
import { type ServiceName, stateName } from './service-name.ts';
import { type OperationWindow, type WindowFigures, windowFigures } from './window-figures.ts';

/** How many operations and peers of a service have figures of their own. */
export interface SpanLimits {
  readonly operations: number;
  readonly peers: number;
}

/** Figures of each operation of each service, and calls to each of its peers, per minute of event time. */
export interface OperationWindows {
  /**
   * Counts a span that is seen for the first time. `request` is given when it stands for one. Returns what it counts for; undefined when
   * it is neither a request nor a call, or too late.
   */
  add(
    span: SpanRecord,
    service: ServiceName,
    request: RequestSpan | undefined,
    recordedAt: number,
  ): SpanCount | undefined;
  /** Takes the windows that are over in the services' own event time; called after each message. */
  takeDue(): WindowFigures[];
  /** Takes, at `now`, what waits although its service has fallen silent. Live only. */
  takeIdle(now: number): WindowFigures[];
}

/** What a span counts for, and in which minute: an epoch ms within it. */
export type SpanCount = Pick<Counted, 'at' | 'operation' | 'peer' | 'failed'>;

/** A late span may count in the minute after its own. */
const RULES = {
  prefix: 'operations/',
  windowMs: SPAN_WINDOW_MS,
  latenessMs: 10_000,
  latestWindow: 1,
  idleMs: 10_000,
};
const NAMES = { operation: 'operation-names/', peer: 'peer-names/' } as const;

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
  const nameOf = (of: keyof typeof NAMES, service: string, slot: number) =>
    namesOf(of, service).admitted[slot]?.[0] ?? OTHER_SPANS;
  const tell = (closed: readonly ClosedWindow<OperationWindow>[]): WindowFigures[] =>
    closed.map((one) => {
      for (const [slot, ms] of kin.selfTimes(one.key, one.at - SPAN_WINDOW_MS, one.at)) {
        const figures = one.window.operations[slot];
        if (figures !== undefined) addToSketch(figures.selfTime, ms);
      }
      kin.forget(one.key, one.at);
      return windowFigures(one, namesOf('operation', one.key), namesOf('peer', one.key));
    });

  return {
    add(span, service, request, recordedAt) {
      const key = stateName(service);
      const peer = callPeer(span);
      let slot: number | undefined;
      let counted: SpanCount | undefined;
      if (request !== undefined || peer !== undefined) {
        const [ended, failed] = [Number(span.endNs / 1_000_000n), hasFailed(span)];
        windows.add(key, ended, recordedAt, ({ operations, calls }, index) => {
          // A late span counts from the beginning of the window that it was moved to.
          const at = Math.max(ended, index * SPAN_WINDOW_MS);
          if (request !== undefined) {
            slot = slotFor('operation', key, span.operation, index);
            countIn(operations, slot, span, failed);
            counted = { at, failed, operation: nameOf('operation', key, slot) };
          }
          if (peer !== undefined) {
            const to = slotFor('peer', key, peer, index);
            countIn(calls, to, span, failed);
            counted = { ...counted, at, failed, peer: nameOf('peer', key, to) };
          }
        });
      }
      kin.remember(key, span, slot);
      return counted;
    },
    takeDue: () => tell(windows.takeDue()),
    takeIdle: (now) => tell(windows.takeIdle(now)),
  };
}

function countIn(
  bySlot: Record<string, OperationFigures>,
  slot: number,
  { startNs, endNs }: SpanRecord,
  failed: boolean,
): void {
  const figures = bySlot[slot] ?? emptyFigures();
  bySlot[slot] = figures;
  countRequest(figures, Number(endNs - startNs) / 1e6, failed);
}
