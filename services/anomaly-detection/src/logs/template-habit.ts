/** Windows that the usual rate remembers. */
const RATE_WINDOWS = 60;
/** Time in which the memory of the busiest window halves. */
const PEAK_HALF_LIFE_MS = 7 * 86_400_000;
/** A busy window lifts the peak to no more than this many times of what it was, so that one outage becomes no habit. */
const MAX_LIFT = 2;

/** How important the lines of a template are by their own account. */
export type LineLevel = 'error' | 'warn' | 'other';

/** How one entity uses one template. Plain JSON, mutated in place. */
export interface TemplateHabit {
  readonly id: string;
  level: LineLevel;
  /** Stamps of its first and its newest line (epoch ms). */
  readonly since: number;
  last: number;
  /** Number of the window of its newest line, and how many it had there. */
  window: number;
  count: number;
  /** True when some of these came under a mute. */
  muted?: boolean;
  /** Lines per window, lately and at most, as learned from the windows before this one, and how many those were. */
  rate: number;
  peak: number;
  windows: number;
  /** Its newest line, and those of a window that may be a burst, for the eye. */
  line: string;
  lines: string[];
  /** Usual distance of its lines in ms; how many came at it, since when, and how many did not. */
  interval: number;
  beats: number;
  odd: number;
  beatsSince: number;
  /** Event time at which it has vanished unless a line comes, 0 when it is not judged; times that it was let off. */
  due: number;
  skips: number;
  /** Times that it has vanished. */
  vanished: number;
}

export function emptyHabit(id: string, level: LineLevel, at: number, window: number): TemplateHabit {
  return {
    id,
    level,
    since: at,
    last: at,
    window,
    count: 0,
    rate: 0,
    peak: 0,
    windows: 0,
    line: '',
    lines: [],
    interval: 0,
    beats: 0,
    odd: 0,
    beatsSince: at,
    due: 0,
    skips: 0,
    vanished: 0,
  };
}

/**
 * Goes on to a later window: the one that ends is learned, and so are the silent ones in between. `lift` is what a peak
 * may always rise by, so that a first burst teaches something; infinite while everything is still to be learned. A window with
 * lines under a mute is not learned.
 */
export function rollHabit(habit: TemplateHabit, window: number, windowMs: number, lift: number): void {
  if (window <= habit.window) return;
  if (habit.muted !== true) {
    learnWindow(habit, habit.count);
    habit.peak = Math.max(habit.peak, Math.min(habit.count, MAX_LIFT * habit.peak + lift));
  }
  delete habit.muted;
  const passed = window - habit.window;
  learnSilence(habit, passed - 1);
  habit.peak *= 0.5 ** ((passed * windowMs) / PEAK_HALF_LIFE_MS);
  habit.window = window;
  habit.count = 0;
  habit.lines = [];
}

function learnWindow(habit: TemplateHabit, count: number): void {
  if (habit.windows < RATE_WINDOWS) habit.windows += 1;
  habit.rate += (count - habit.rate) / habit.windows;
}

function learnSilence(habit: TemplateHabit, windows: number): void {
  let left = windows;
  for (; left > 0 && habit.windows < RATE_WINDOWS; left -= 1) learnWindow(habit, 0);
  habit.rate *= (1 - 1 / RATE_WINDOWS) ** left;
}
