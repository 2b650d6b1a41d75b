import type { Counter, KeyedState } from '@aiops/runtime';
import type { EntityRef } from '../subject.ts';
import { addSpan, emptyOperation, type OperationProfile } from './operation-profile.ts';
import { TRACE_HOLD_MS } from './trace-assembly.ts';
import type { SpanFigure } from './trace-figures.ts';
import type { CompareOperation, UsualProfiles } from './usual-profiles.ts';

const CLOCK = 'spans/clock';
const PREFIX = 'spans/window/';
/** Length of windows (ms). */
export const TRACE_WINDOW_MS = 60_000;
/** Operations of an entity in a window that are not usual. */
const MAX_FRESH = 200;

/** How far a partition is. Plain JSON. */
interface TraceClock {
  /** Event time (epoch ms), −1 before the first span. */
  at: number;
  /** Beginning of the window that is open, or earliest beginning of the next one. */
  from: number;
  open: boolean;
  /** Beginning of the window that was closed last. */
  last: number;
}

/** The spans of an entity in the window that is open, by operation: a slash and its name, which may be `__proto__`. Plain JSON. */
interface EntityWindow {
  readonly entity: EntityRef;
  readonly operations: Record<string, OperationProfile>;
  /** Operations that are not usual. */
  fresh: number;
}

/** Windows of whole traces of one partition. */
export interface TraceWindows {
  /** Event time of the partition (epoch ms), which never goes back. */
  readonly clock: number;
  /** Moves the event time on. */
  move(at: number): void;
  /** Counts the figures of a trace that ended at `end`, in the window that is open or the one that it opens. */
  add(figures: readonly SpanFigure[], end: number): void;
  /** Closes the window that is over at `at`, if it is: what is in it is compared with what is usual, and learned. */
  close(at: number, compare: CompareOperation): void;
}

/** Windows follow each other; a trace that comes too late for its own counts in the next one. Each entity has a key of its own in the state. */
export function createTraceWindows(state: KeyedState, usual: UsualProfiles, crowded: Counter): TraceWindows {
  const time = state.get<TraceClock>(CLOCK) ?? { at: -1, from: 0, open: false, last: 0 };
  const active = new Set<string>();
  for (const key of state.keys()) if (key.startsWith(PREFIX)) active.add(key);

  const addFigure = (figure: SpanFigure) => {
    const { entity, operation } = figure;
    const key = PREFIX + entity.id;
    const window = state.get<EntityWindow>(key) ?? { entity, operations: {}, fresh: 0 };
    const name = `/${operation}`;
    const before = usual.operation(entity.id, name);
    const counted = window.operations[name] ?? begin(window, name, operation, before, time.from);
    const left = counted === undefined ? 1 : addSpan(counted, figure, before);
    if (left > 0) crowded.inc({}, left);
    active.add(key);
    state.put(key, window);
  };

  return {
    get clock() {
      return time.at;
    },
    move(at) {
      if (at <= time.at) return;
      time.at = at;
      state.put(CLOCK, time);
    },
    add(figures, end) {
      if (!time.open) {
        time.from = Math.max(time.from, Math.floor(end / TRACE_WINDOW_MS) * TRACE_WINDOW_MS);
        time.open = true;
        state.put(CLOCK, time);
      }
      for (const figure of figures) addFigure(figure);
    },
    close(at, compare) {
      if (!time.open || at < time.from + TRACE_WINDOW_MS + TRACE_HOLD_MS) return;
      // Sorted, because the state knows no order.
      for (const key of [...active].sort()) {
        const window = state.get<EntityWindow>(key);
        state.delete(key);
        if (window !== undefined) usual.learn(window.entity, window.operations, time.from, compare);
      }
      active.clear();
      usual.forgetIdle(time.from, time.last);
      Object.assign(time, { last: time.from, from: time.from + TRACE_WINDOW_MS, open: false });
      state.put(CLOCK, time);
    },
  };
}

/** Makes room in a window for an operation; a usual one always has it. */
function begin(
  window: EntityWindow,
  name: string,
  operation: string,
  usual: OperationProfile | undefined,
  from: number,
): OperationProfile | undefined {
  if (usual === undefined) {
    if (window.fresh >= MAX_FRESH) return undefined;
    window.fresh += 1;
  }
  const begun = emptyOperation(operation, from);
  window.operations[name] = begun;
  return begun;
}
