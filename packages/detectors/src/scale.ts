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
  options: { readonly min_scale: number; readonly min_scale_ratio: number },
): number {
  const floor = Math.max(options.min_scale, options.min_scale_ratio * Math.abs(level), Number.MIN_VALUE);
  return Math.min(MAX_SCALE, Math.max(scale, floor));
}
