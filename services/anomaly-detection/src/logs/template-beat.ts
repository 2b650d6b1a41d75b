import type { TemplateHabit } from './template-habit.ts';

/** Lines at the usual distance that make a template regular. Of lines that come at random, 38 % do so by chance. */
const MIN_BEATS = 20;
/** Distances that count as the usual one, as shares of it. */
const EARLIEST = 0.5;
const LATEST = 1.5;
/** One distance in so many may be another, if it is no longer than this many: a restart, a lost line. */
const BEATS_PER_ODD = 20;
const LONGEST_ODD = 3;
/** Beats that the usual distance remembers. */
const MEMORY = 50;

/**
 * Learns the stamp of a line. Only a newer one counts: one that comes again, or late, says nothing about distances. Nor does
 * one under a mute, from which the next distance is measured all the same.
 */
export function learnBeat(habit: TemplateHabit, at: number, isMuted: boolean): void {
  if (at <= habit.last) return;
  if (isMuted) {
    habit.last = at;
    return;
  }
  const distance = at - habit.last;
  if (habit.beats > 0 && distance >= EARLIEST * habit.interval && distance <= LATEST * habit.interval) {
    habit.beats += 1;
    habit.interval += (distance - habit.interval) / Math.min(MEMORY, habit.beats);
  } else if (habit.beats >= BEATS_PER_ODD * (habit.odd + 1) && distance <= LONGEST_ODD * habit.interval) {
    habit.odd += 1;
  } else {
    habit.beats = 1;
    habit.odd = 0;
    habit.interval = distance;
    habit.beatsSince = habit.last;
  }
  habit.last = at;
}

/** True when a template has come at one distance for so long that its absence means something. */
export function isRegular(habit: TemplateHabit, learning: number): boolean {
  // What vanished before and came back, such as the lines of office hours, must prove itself for longer each time.
  const proof = learning * 4 ** Math.min(4, habit.vanished);
  return habit.beats >= MIN_BEATS && habit.last - habit.beatsSince >= proof;
}

/** After it was away it is a new rhythm. */
export function forgetBeat(habit: TemplateHabit): void {
  habit.beats = 0;
  habit.odd = 0;
  habit.interval = 0;
  habit.beatsSince = habit.last;
}
