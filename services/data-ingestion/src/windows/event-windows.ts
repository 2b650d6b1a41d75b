import type { KeyedState } from '@aiops/runtime';

/** How windows of event time are cut and when they are over. */
export interface WindowRules {
  /** Prefix of the keys of the state. */
  readonly prefix: string;
  readonly windowMs: number;
  /** Exporters send every few seconds, and not at the same moment: a window waits this long (ms) for the others. */
  readonly latenessMs: number;
  /** What is late may count this many windows after its own. */
  readonly latestWindow: number;
  /** A series from which nothing came for this long (ms) waits no more. */
  readonly idleMs: number;
}

/** `late`: its window is over, it counts in the next one that is open; `dropped`: it is too late for that too. */
export type Fate = 'counted' | 'late' | 'dropped';

/** A window that is over. */
export interface ClosedWindow<W> {
  /** Whose: the name that was given. */
  readonly key: string;
  /** Its number since 1970, and its end (epoch ms). */
  readonly index: number;
  readonly at: number;
  readonly window: W;
}

/** Windows of event time, of each name by itself: a service, an entity, a series. What a window holds, `W`, is plain JSON. */
export interface EventWindows<W> {
  /** Counts what happened at `at`, and of which a record of `recordedAt` told (epoch ms): `count` changes the window it falls into. */
  add(name: string, at: number, recordedAt: number, count: (window: W, index: number) => void): Fate;
  /** Takes the windows that are over in their own event time; called after each message. */
  takeDue(): ClosedWindow<W>[];
  /** Takes, at `now`, what waits although it has fallen silent. Live only. */
  takeIdle(now: number): ClosedWindow<W>[];
}

/** What was silent for this long is forgotten. */
const FORGET_MS = 2 * 3_600_000;

/** What is kept of a name. Plain JSON. */
interface NamedWindows<W> {
  /** How far its event time has come (epoch ms). A span from the future of its record takes it no further than the record. */
  newest: number;
  /** Number of the last window that was handed out; -1 before the first. */
  closed: number;
  arrivedAt: number;
  readonly open: Record<string, W>;
}

/** A fold over keyed state, without clock or I/O. `forgotten` is told the names that were silent for hours. */
export function createEventWindows<W>(
  state: KeyedState,
  rules: WindowRules,
  empty: () => W,
  forgotten?: (name: string) => void,
): EventWindows<W> {
  const { prefix, windowMs, latenessMs, latestWindow, idleMs } = rules;
  const touched = new Set<string>();
  const waiting = new Set<string>();
  for (const key of state.keys()) if (key.startsWith(prefix)) waiting.add(key);

  const take = (key: string, isOver: (end: number) => boolean): ClosedWindow<W>[] => {
    const windows = state.get<NamedWindows<W>>(key);
    if (windows === undefined) return [];
    const indexes = Object.keys(windows.open).map(Number);
    const due = indexes.filter((index) => isOver((index + 1) * windowMs)).sort((a, b) => a - b);
    const taken = due.map((index) => {
      const window = windows.open[index] as W;
      delete windows.open[index];
      windows.closed = Math.max(windows.closed, index);
      const at = (index + 1) * windowMs;
      return { key: key.slice(prefix.length), index, at, window };
    });
    if (taken.length > 0) state.put(key, windows);
    return taken;
  };

  return {
    add(name, at, recordedAt, count) {
      const key = prefix + name;
      const windows = state.get<NamedWindows<W>>(key) ?? begin();
      const own = Math.floor(at / windowMs);
      // The first window that is not over when event time has come to `newest`.
      const firstOpen = Math.floor((windows.newest - latenessMs) / windowMs);
      const index = Math.max(own, windows.closed + 1, firstOpen);
      if (index - own > latestWindow) return 'dropped';
      const window = windows.open[index] ?? empty();
      windows.open[index] = window;
      count(window, index);
      // A replica whose clock is ahead must not make the spans of the others late.
      windows.newest = Math.max(windows.newest, Math.min(Math.floor(at), recordedAt));
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
        const newest = state.get<NamedWindows<W>>(key)?.newest ?? 0;
        return take(key, (end) => end + latenessMs <= newest);
      });
    },
    takeIdle(now) {
      return [...waiting].flatMap((key) => {
        const silentFor = now - (state.get<NamedWindows<W>>(key)?.arrivedAt ?? 0);
        if (silentFor < idleMs) return [];
        const taken = take(key, (end) => end + idleMs <= now);
        if (silentFor >= FORGET_MS) {
          waiting.delete(key);
          state.delete(key);
          forgotten?.(key.slice(prefix.length));
        }
        return taken;
      });
    },
  };
}

function begin<W>(): NamedWindows<W> {
  return { newest: 0, closed: -1, arrivedAt: 0, open: {} };
}
