import type { Deviation } from '../deviations/deviation.ts';
import { type Share, shareShift } from '../deviations/share-shift.ts';
import type { LogMoments } from './log-moments.ts';

/** How far a figure of a window lies from the usual one. */
export type Shift = Pick<Deviation, 'direction' | 'size' | 'value' | 'lower' | 'upper'>;

/** Durations below which nothing is compared: of what is usual, and in the window. */
const LEAST_USUAL = 5;
const LEAST_NEW = 3;
/** More samples than these make a difference no more certain: they are not independent. */
const MOST = 30;
/** Added to the variance of the logarithms, so that what hardly varies needs a fifth more, or so, to be different. */
const LEAST_VARIANCE = 0.05;
const LEAST_Z = 3;

/** Whether durations have become longer, by the means of their logarithms; in ms. The size is the ratio less one. */
export function durationShift(usual: LogMoments, now: LogMoments): Shift | undefined {
  if (usual.n < LEAST_USUAL || now.n < LEAST_NEW) return undefined;
  const a = Math.min(MOST, usual.n);
  const b = Math.min(MOST, now.n);
  const sd = Math.sqrt(usual.m2 / usual.n + LEAST_VARIANCE);
  const ratio = now.mean - usual.mean;
  const error = sd * Math.sqrt(1 / a + 1 / b);
  if (!(ratio > LEAST_Z * error)) return undefined;
  return {
    direction: 'up',
    size: Math.expm1(ratio),
    value: Math.exp(now.mean),
    lower: Math.exp(usual.mean - LEAST_Z * error),
    upper: Math.exp(usual.mean + LEAST_Z * error),
  };
}

/** Whether a share of the spans of an operation has changed; in shares. */
export function spanShareShift(usual: Share, now: Share): Shift | undefined {
  const shift = shareShift(usual, now);
  if (shift === undefined) return undefined;
  const { direction, size, lower, upper } = shift;
  return { direction, size, value: now.count / now.of, lower: lower / now.of, upper: upper / now.of };
}
