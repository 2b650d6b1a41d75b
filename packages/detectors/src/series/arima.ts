import { z } from 'zod';
import { calibratedDetector } from '../calibrated-detector.ts';
import { scaleOptions, smallestScale } from '../scale.ts';
import {
  emptyRegression,
  learnRegression,
  MAX_ORDER,
  predict,
  type Regression,
} from './recursive-least-squares.ts';

const optionsSchema = z.strictObject({
  order: z
    .number()
    .int()
    .min(1)
    .max(MAX_ORDER)
    .default(4)
    .describe('Differences that the next one is forecast from'),
  forget: z
    .number()
    .min(0.9)
    .max(1)
    .default(0.999)
    .describe('Weight that what was learned keeps with each sample'),
  ...scaleOptions,
});
type Options = z.infer<typeof optionsSchema>;

interface ArimaState {
  seen: boolean;
  last: number;
  /** Event time of the last sample, and the usual distance of two, in ms. */
  at: number;
  interval: number;
  /** The last differences in millionths of `scale`, newest first, and how many of them are known since the last gap. */
  lags: number[];
  known: number;
  /** Mean absolute difference. */
  scale: number;
  /** Differences learned, up to the number from which they are clipped. */
  n: number;
  regression: Regression;
}

/** A difference counts for no more than so many usual ones: an outlier would turn the coefficients. */
const CLIP = 4;
/** Unit of a remembered difference: whole numbers are short in JSON. */
const LAG = 1e-6;
const UNCLIPPED = 60;
const SCALE_WEIGHT = 0.005;
const INTERVAL_WEIGHT = 0.1;
/** So many usual distances without a sample are a gap. */
const GAP = 5;

/**
 * ARIMA(p, 1, 0), estimated anew with each sample by recursive least squares with forgetting (Ljung and Söderström 1983):
 * the next difference is forecast from the last ones, and the deviation is what the one-step forecast missed by.
 */
export const arima = calibratedDetector<Options, ArimaState>({
  kind: 'arima',
  options: optionsSchema,
  init: ({ order }) => ({
    seen: false,
    last: 0,
    at: 0,
    interval: 0,
    lags: new Array<number>(order).fill(0),
    known: 0,
    scale: 0,
    n: 0,
    regression: emptyRegression(order),
  }),
  deviation: (state, value, at) => (isForecast(state, at) ? value - forecast(state) : Number.NaN),
  correlation: () => 1,
  floor: (state, options) => smallestScale(state.last, options.min_scale, options.min_scale_ratio),
  band(state, _at, edge, _options, verdict) {
    verdict.mid = forecast(state);
    verdict.lower = verdict.mid - edge;
    verdict.upper = verdict.mid + edge;
  },
  learn(state, value, at, options) {
    if (follows(state, at)) learnDifference(state, value - state.last, options);
    else state.known = 0;
    if (state.seen) {
      const weight = state.interval === 0 ? 1 : INTERVAL_WEIGHT;
      state.interval += weight * (at - state.at - state.interval);
    }
    state.seen = true;
    state.last = value;
    state.at = at;
  },
  adopt: () => undefined,
  from: (_state, options) => `the forecast from the last ${options.order + 1} samples`,
});

/** False after a gap: nothing follows from samples of long ago. */
function follows(state: ArimaState, at: number): boolean {
  return state.seen && (state.interval === 0 || at - state.at <= GAP * state.interval);
}

/** True once as many differences in a row are known as the forecast is made of. */
function isForecast(state: ArimaState, at: number): boolean {
  return state.known === state.lags.length && follows(state, at);
}

function forecast(state: ArimaState): number {
  const difference = LAG * predict(state.regression, state.lags, state.lags.length);
  return state.last + state.scale * Math.min(CLIP, Math.max(-CLIP, difference));
}

function learnDifference(state: ArimaState, difference: number, options: Options): void {
  const limit = state.n < UNCLIPPED ? Number.POSITIVE_INFINITY : CLIP * state.scale;
  const clipped = Math.min(limit, Math.max(-limit, difference));
  const before = state.scale;
  if (state.n < UNCLIPPED) state.n += 1;
  state.scale += Math.max(SCALE_WEIGHT, 1 / state.n) * (Math.abs(clipped) - state.scale);
  if (state.scale === 0) return;
  const { lags } = state;
  const rescale = (LAG * before) / state.scale;
  for (let i = 0; i < lags.length; i += 1) inputs[i] = (lags[i] as number) * rescale;
  const unitless = clipped / state.scale;
  if (state.known === lags.length)
    learnRegression(state.regression, inputs, lags.length, unitless, options.forget);
  else state.known += 1;
  for (let i = lags.length - 1; i > 0; i -= 1) lags[i] = wholeLag(inputs[i - 1] as number);
  lags[0] = wholeLag(unitless);
}

/** Reused by each call: the last differences in units of the present scale. */
const inputs = new Float64Array(MAX_ORDER);

function wholeLag(difference: number): number {
  return Math.floor(difference / LAG + 0.5);
}
