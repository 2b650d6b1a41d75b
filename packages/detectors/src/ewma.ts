import { z } from 'zod';
import type { Detector } from './detector.ts';
import { flooredScale, scaleOptions } from './scale.ts';
import { bandWidth, scoreOfDeviation } from './tail.ts';

const optionsSchema = z.strictObject({
  span: z.number().min(5).default(60).describe('Memory in samples: the weight of a sample is 2 / (span + 1)'),
  warm_up: z.number().int().min(3).max(30).default(30).describe('Samples before the first score'),
  adopt: z
    .number()
    .int()
    .min(2)
    .default(30)
    .describe('So many samples in a row outside the band, on one side of it, are the new normal'),
  ...scaleOptions,
});
export type EwmaOptions = z.infer<typeof optionsSchema>;

export interface EwmaState {
  /** Samples learned since the start or since a new level was adopted. */
  n: number;
  mean: number;
  variance: number;
  /** Length of the present run outside the band: positive above it, negative below. */
  run: number;
  runMean: number;
  runSquares: number;
}

/**
 * Exponentially weighted mean and variance (recurrences of Finch 2009), made robust after Gelper, Fried and Croux (2010):
 * an outlier is learned as if it lay on the edge of the band, and only the first one of a run. So a spike hardly widens
 * the band and an outage does not become normal by lasting a little; after `adopt` samples in a row on the same side of
 * the band, mean and variance are those of that run.
 */
export const ewma: Detector<EwmaOptions, EwmaState> = {
  kind: 'ewma',
  options: optionsSchema,
  init: () => ({ n: 0, mean: 0, variance: 0, run: 0, runMean: 0, runSquares: 0 }),
  adoptsAfter: (options) => options.adopt,
  score(state, value, _at, options, verdict) {
    verdict.ready = state.n >= options.warm_up;
    verdict.mid = state.mean;
    verdict.detail = '';
    if (!verdict.ready) {
      verdict.score = 0;
      verdict.lower = state.mean;
      verdict.upper = state.mean;
      return;
    }
    const scale = scaleOf(state, options);
    const dof = degreesOfFreedom(state, options);
    const half = scale * bandWidth(dof);
    const deviation = value - state.mean;
    verdict.score = scoreOfDeviation(deviation / scale, dof);
    verdict.lower = state.mean - half;
    verdict.upper = state.mean + half;
    if (verdict.score >= 1) {
      verdict.detail = `${(deviation / scale).toFixed(1)} deviations from the moving average of about ${options.span} samples`;
    }
  },
  learn(state, value, _at, options) {
    if (state.n < options.warm_up) return absorb(state, value - state.mean, options);
    const half = scaleOf(state, options) * bandWidth(degreesOfFreedom(state, options));
    const deviation = value - state.mean;
    if (Math.abs(deviation) <= half) {
      state.run = 0;
      return absorb(state, deviation, options);
    }
    const side = deviation > 0 ? 1 : -1;
    if (state.run * side <= 0) {
      absorb(state, side * half, options);
      state.run = 0;
      state.runMean = 0;
      state.runSquares = 0;
    }
    extendRun(state, value, side, options);
  },
};

function absorb(state: EwmaState, deviation: number, options: EwmaOptions): void {
  const weight = Math.max(2 / (options.span + 1), 1 / (state.n + 1));
  state.mean += weight * deviation;
  // A number that overflowed would come back from JSON as null.
  state.variance = Math.min(
    Number.MAX_VALUE,
    (1 - weight) * (state.variance + weight * deviation * deviation),
  );
  // Counting stops where the weight no longer depends on it.
  if (state.n <= options.span) state.n += 1;
}

function extendRun(state: EwmaState, value: number, side: number, options: EwmaOptions): void {
  state.run += side;
  const length = Math.abs(state.run);
  const deviation = value - state.runMean;
  state.runMean += deviation / length;
  state.runSquares = Math.min(Number.MAX_VALUE, state.runSquares + deviation * (value - state.runMean));
  if (length < options.adopt) return;
  state.mean = state.runMean;
  state.variance = state.runSquares / length;
  state.n = Math.max(length, options.warm_up);
  state.run = 0;
  state.runMean = 0;
  state.runSquares = 0;
}

function scaleOf(state: EwmaState, options: EwmaOptions): number {
  return flooredScale(Math.sqrt(Math.max(0, state.variance)), state.mean, options);
}

/** Independent samples that the variance is worth: n at first, (2 − a) / a = span in the long run. */
function degreesOfFreedom(state: EwmaState, options: EwmaOptions): number {
  return Math.max(3, Math.min(state.n - 1, options.span));
}
