import { z } from 'zod';

/** Option of detectors that compare with the long-run average. */
export const LEVEL_OPTIONS = {
  memory: z.number().min(30).default(2000).describe('Samples that the long-run average is about'),
};

/** A long-run average: of all samples at first, exponentially weighted later. */
export interface Level {
  /** Samples that it is worth, up to its memory. */
  n: number;
  level: number;
}

export function emptyLevel(): Level {
  return { n: 0, level: 0 };
}

export function learnLevel(state: Level, value: number, memory: number): void {
  // Counting stops where the weight no longer depends on it.
  if (state.n < memory / 2) state.n += 1;
  state.level += (value - state.level) / state.n;
}

/** Samples that an adopted level is worth: it gives way soon to what comes. */
const ADOPTED_SAMPLES = 30;

/** Goes on from a new level. */
export function resumeAt(state: Level, level: number): void {
  state.level = level;
  state.n = ADOPTED_SAMPLES;
}

/** What a level is the average of, in words. */
export function levelPeriod({ n }: Level, memory: number): string {
  return n < memory / 2 ? `${n} samples so far` : `about ${memory} samples`;
}
