/** Distance of two samples in seconds. */
export const SAMPLE_SECONDS = 30;
export const SAMPLES_PER_HOUR = 3600 / SAMPLE_SECONDS;
export const SAMPLES_PER_DAY = 24 * SAMPLES_PER_HOUR;
export const SAMPLES_PER_WEEK = 7 * SAMPLES_PER_DAY;

/** A series in which nothing is wrong, and what has to be known about it to make something wrong. */
export interface SimulatedSeries {
  readonly values: Float64Array;
  /** The middle of the noise at each sample: level, trend and season. */
  readonly middle: Float64Array;
  /** The seasonal part of the middle, where there is one; its mean is 0. */
  readonly season?: Float64Array;
  /** Robust scale of the noise around the season: 1.4826 median absolute deviations, in the limit. */
  readonly sigma: number;
  /** Whether the values are whole numbers from 0 on. */
  readonly counts: boolean;
  /** Whether the same value for an hour would be odd. */
  readonly restless: boolean;
  /** Samples at which the level changes for good: to report each of them once is right. */
  readonly steps: readonly number[];
}
