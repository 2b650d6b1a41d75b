import type { Deviation } from '../deviations/deviation.ts';
import type { LogMoments } from './log-moments.ts';

/** How far a figure of a window lies from the usual one. */
export type Shift = Pick<Deviation, 'direction' | 'size' | 'value' | 'lower' | 'upper'>;

/** Samples, or spans of an operation, below which nothing is compared: of what is usual, and in the window. */
const LEAST_USUAL = 5;
const LEAST_NEW = 3;
/** More samples than these make a difference no more certain: they are not independent. */
const MOST = 30;
/** Added to the variance of the logarithms, so that what hardly varies needs a fifth more, or so, to be different. */
const LEAST_VARIANCE = 0.05;
const LEAST_Z = 3;
/** Information (nats) above which a share is another one; it is the unit of the size as well. */
const LEAST_NATS = 3;

/** Whether durations have become longer, by the means of their logarithms; in ms. The size is the ratio less one. */
export function durationShift(usual: LogMoments, now: LogMoments): Shift | undefined {
  if (usual.n < LEAST_USUAL || now.n < LEAST_NEW) return undefined;
  const a = Math.min(MOST, usual.n);
  const b = Math.min(MOST, now.n);
  const sd = Math.sqrt(usual.m2 / usual.n + LEAST_VARIANCE);
  const ratio = now.mean - usual.mean;
  if (!((ratio / sd) * Math.sqrt((a * b) / (a + b)) > LEAST_Z)) return undefined;
  return {
    direction: 'up',
    size: Math.expm1(ratio),
    value: Math.exp(now.mean),
    lower: Math.exp(usual.mean - 2 * sd),
    upper: Math.exp(usual.mean + 2 * sd),
  };
}

/** How many of the spans of an operation had something. */
export interface Share {
  readonly count: number;
  readonly of: number;
}

/** Whether a share has changed, by the Kullback-Leibler divergence of what is now from what was usual, times the spans there are now. */
export function shareShift(usual: Share, now: Share): Shift | undefined {
  if (usual.of < LEAST_USUAL || now.of < LEAST_NEW) return undefined;
  const before = (usual.count + 0.5) / (usual.of + 1);
  const after = (now.count + 0.5) / (now.of + 1);
  const nats =
    now.of * (after * Math.log(after / before) + (1 - after) * Math.log((1 - after) / (1 - before)));
  if (!(nats > LEAST_NATS)) return undefined;
  const margin = 2 * Math.sqrt((before * (1 - before)) / now.of);
  return {
    direction: after > before ? 'up' : 'down',
    size: nats / LEAST_NATS,
    value: after,
    lower: Math.max(0, before - margin),
    upper: Math.min(1, before + margin),
  };
}
