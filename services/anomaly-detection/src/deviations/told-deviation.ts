/** What was told last of a deviation. Plain JSON. */
export interface ToldDeviation {
  size: number;
  /** Event time (epoch ms). */
  at: number;
}

/** Half a width outside the usual range is worth telling. */
export const LEAST_SIZE = 0.5;
/** So much larger than what was told last is news. */
const GROWTH = 1.5;
/** After this time (ms) it is told again. */
const AGAIN_AFTER_MS = 600_000;

/** Whether a deviation is to be told: it is large enough, and more than what was told lately. So a long one is told a few times, not per sample. */
export function isWorthTelling(told: ToldDeviation | undefined, size: number, at: number): boolean {
  if (size < LEAST_SIZE) return false;
  return told === undefined || at - told.at >= AGAIN_AFTER_MS || size >= GROWTH * told.size;
}
