import type { Reach } from '../plan-window.ts';

/** How long a window may be at most. It shrinks when an answer was too much, and grows again with each one that was not. */
export interface WindowLimit {
  reach(): Reach;
  /** Makes it a quarter, in whole steps. False when it is as short as it may become. */
  shrink(): boolean;
  grow(): void;
}

/** Each attempt may cost as much as the largest answer that is read, so there are few. */
const SMALLEST_PART = 64;

export function createWindowLimit(full: Reach): WindowLimit {
  let steps = Math.max(1, Math.floor(full.maxWindowMs / full.stepMs));
  const most = steps;
  const least = Math.ceil(most / SMALLEST_PART);
  return {
    reach: () => (steps === most ? full : { ...full, maxWindowMs: steps * full.stepMs }),
    shrink() {
      if (steps === least) return false;
      steps = Math.max(least, Math.floor(steps / 4));
      return true;
    },
    grow() {
      steps = Math.min(most, steps * 2);
    },
  };
}
