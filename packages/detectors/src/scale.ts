import { z } from 'zod';

/** Options that every detector with a scale has: how small the scale may get. */
export const scaleOptions = {
  min_scale: z
    .number()
    .min(0)
    .default(1e-9)
    .describe('Smallest scale, in the unit of the metric: less than a few of these is never unusual'),
  min_scale_ratio: z
    .number()
    .min(0)
    .default(0.0005)
    .describe(
      'Smallest scale as a share of the usual value, so that a wiggle in the last digit is not unusual',
    ),
};

/** Largest scale, so that its square and the band stay finite numbers that JSON can hold. */
const MAX_SCALE = 1e150;

/** A scale that is never smaller than what the options allow at this level. */
export function flooredScale(
  scale: number,
  level: number,
  { min_scale, min_scale_ratio }: { readonly min_scale: number; readonly min_scale_ratio: number },
): number {
  return Math.min(MAX_SCALE, Math.max(scale, smallestScale(level, min_scale, min_scale_ratio)));
}

/**
 * The smallest scale at this level. Numbers and not the options, which have another shape for each detector: a hot path that
 * reads them where it meets only one shape takes a tenth of the time.
 */
export function smallestScale(level: number, minScale: number, minScaleRatio: number): number {
  const floor = Math.max(minScale, minScaleRatio * Math.abs(level), Number.MIN_VALUE);
  return Math.min(MAX_SCALE, floor);
}
