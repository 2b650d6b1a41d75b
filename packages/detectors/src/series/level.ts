import { z } from 'zod';

/** Option of detectors that compare with the long-run average. */
export const LEVEL_OPTIONS = {
  memory: z.number().min(30).default(2000).describe('Samples that the long-run average is about'),
};

/**
 * A long-run average: of all samples at first, exponentially weighted later. States that have one begin with its two numbers and
 * go on with others; arrays of numbers are small in memory and in JSON.
 */
export type Level = [n: number, level: number, ...others: number[]];

/** Place of the samples that a level is worth, up to its memory. */
export const N = 0;
/** Place of the average itself. */
export const LEVEL = 1;

export function learnLevel(state: Level, value: number, memory: number): void {
  // Counting stops where the weight no longer depends on it.
  if (state[N] < memory / 2) state[N] += 1;
  state[LEVEL] += (value - state[LEVEL]) / state[N];
}

/** Samples that an adopted level is worth: it gives way soon to what comes. */
const ADOPTED_SAMPLES = 30;

/** Goes on from a new level. */
export function resumeAt(state: Level, level: number): void {
  state[LEVEL] = level;
  state[N] = ADOPTED_SAMPLES;
}

/** What a level is the average of, in words. */
export function levelPeriod([n]: Level, memory: number): string {
  return n < memory / 2 ? `${n} samples so far` : `about ${memory} samples`;
}
