import { z } from 'zod';
import type { Detector } from './detector.ts';
import { flooredScale, scaleOptions } from './scale.ts';
import { insertSorted, medianDeviation, medianOf, removeSorted, standardDeviation } from './sorted-window.ts';
import { bandWidth, scoreOfDeviation } from './tail.ts';

/** Turns a median absolute deviation into a standard deviation when the data are Gaussian. */
const MAD_TO_SIGMA = 1.4826;
/** What a sample is worth for the scale when it is taken from the median absolute deviation instead of the variance. */
const MAD_EFFICIENCY = 0.37;

const optionsSchema = z.strictObject({
  window: z.number().int().min(10).max(1000).default(60).describe('Samples that a value is compared with'),
  warm_up: z.number().int().min(3).max(30).default(30).describe('Samples before the first score'),
  ...scaleOptions,
});
export type ZscoreOptions = z.infer<typeof optionsSchema>;

export interface ZscoreState {
  /** The last samples as a ring: `next` is the place of the oldest one once the ring is full. */
  ring: number[];
  next: number;
  /** The same samples in ascending order. */
  sorted: number[];
}

/**
 * The modified z-score of Iglewicz and Hoaglin (1993): distance from the median of the last samples in units of their
 * median absolute deviation. Up to half of the window may be anomalous without moving either, so nothing has to be kept
 * out of it, and a new level is normal once it fills half of the window. Where more than half of the samples are equal
 * that deviation is 0 and the standard deviation stands in, so that rare small values of a mostly flat series are usual.
 */
export const zscore: Detector<ZscoreOptions, ZscoreState> = {
  kind: 'zscore',
  options: optionsSchema,
  init: () => ({ ring: [], next: 0, sorted: [] }),
  adoptsAfter: (options) => Math.ceil(options.window / 2),
  score(state, value, _at, options, verdict) {
    const { sorted } = state;
    const mid = sorted.length === 0 ? 0 : medianOf(sorted);
    verdict.ready = sorted.length >= Math.min(options.warm_up, options.window);
    verdict.mid = mid;
    verdict.detail = '';
    if (!verdict.ready) {
      verdict.score = 0;
      verdict.lower = mid;
      verdict.upper = mid;
      return;
    }
    const robust = medianDeviation(sorted, mid) * MAD_TO_SIGMA;
    const raw = robust > 0 ? robust : standardDeviation(sorted);
    const scale = flooredScale(raw, mid, options);
    const dof = Math.max(3, MAD_EFFICIENCY * sorted.length);
    const half = scale * bandWidth(dof);
    verdict.score = scoreOfDeviation((value - mid) / scale, dof);
    verdict.lower = mid - half;
    verdict.upper = mid + half;
    if (verdict.score >= 1) {
      verdict.detail = `${((value - mid) / scale).toFixed(1)} deviations from the median of the last ${sorted.length} samples`;
    }
  },
  learn(state, value, _at, options) {
    if (state.ring.length < options.window) {
      state.ring.push(value);
    } else {
      const oldest = state.ring[state.next] ?? 0;
      removeSorted(state.sorted, oldest);
      state.ring[state.next] = value;
      state.next = (state.next + 1) % options.window;
    }
    insertSorted(state.sorted, value);
  },
};
