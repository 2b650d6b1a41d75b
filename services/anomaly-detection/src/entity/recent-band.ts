import { flooredScale } from '@aiops/detectors';
import { scaleFloor } from '../metrics/scale-floor.ts';

/** Samples before a band is known. */
const WARM_UP = 30;
/** Weight of a sample in mean and spread: those of some 60 samples. */
const WEIGHT = 2 / 61;
/** Half width of the band in mean absolute deviations: p = 1e-3 for Gaussian noise. */
const HALF_WIDTH = 3.2905 * 1.2533;
/** An outlier counts for no more than so many half widths. */
const CLIP = 1;
const MIN_SCALE_RATIO = 0.0005;

/** Where the newest sample of a series lies among its recent ones: what makes series of all units comparable in a row. */
export interface RecentBand {
  /** Samples learned, up to the number from which the band is known. */
  n: number;
  mean: number;
  /** Mean absolute deviation from the mean. */
  spread: number;
  /** Edges of the band before the newest sample. */
  lower: number;
  upper: number;
  /** Distance of the newest sample from the middle of the band in half widths. */
  residual: number;
}

/** A band that knows one sample. */
export function newBand(value: number): RecentBand {
  return { n: 1, mean: value, spread: 0, lower: value, upper: value, residual: 0 };
}

/** False while the band says nothing. */
export function isKnown(band: RecentBand): boolean {
  return band.n >= WARM_UP;
}

/** Places a sample of the metric in the band, and lets the band follow it. */
export function followBand(band: RecentBand, metric: string, value: number): void {
  const floors = { min_scale: scaleFloor(metric) ?? 0, min_scale_ratio: MIN_SCALE_RATIO };
  const half = HALF_WIDTH * flooredScale(band.spread, band.mean, floors);
  band.lower = band.mean - half;
  band.upper = band.mean + half;
  band.residual = (value - band.mean) / half;
  const weight = Math.max(WEIGHT, 1 / (band.n + 1));
  const clipped = isKnown(band) ? half * Math.max(-CLIP, Math.min(CLIP, band.residual)) : value - band.mean;
  band.spread += weight * (Math.abs(clipped) - band.spread);
  band.mean += weight * clipped;
  if (band.n < WARM_UP) band.n += 1;
}
