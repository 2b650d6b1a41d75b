import { z } from 'zod';
import { bulkEdge } from '../bulk-edge.ts';
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

type Past = [
  seen: 0 | 1,
  last: number,
  at: number,
  interval: number,
  known: number,
  scale: number,
  n: number,
];

/** Place of 1 once there was a sample, and of its value. */
const SEEN = 0;
const LAST = 1;
/** Places of the event time of the last sample, and of the usual distance of two, in ms. */
const AT = 2;
const INTERVAL = 3;
/** Place of the number of differences that are known since the last gap. */
const KNOWN = 4;
/** Place of the mean absolute difference. */
const SCALE = 5;
/** Place of the differences learned, up to the number from which they are clipped. */
const N = 6;

/** The lags are the last differences in millionths of the scale, newest first. */
type ArimaState = readonly [past: Past, lags: number[], regression: Regression];

const PAST = 0;
const LAGS = 1;
const REGRESSION = 2;

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
 * Deviations that are remembered. Forecasts miss by the same at any time of the day and wherever the level is, so that a longer past tells
 * the same, and the largest thousandth is some eight deviations instead of four.
 */
const TAIL_MEMORY = 8000;

/**
 * ARIMA(p, 1, 0), estimated anew with each sample by recursive least squares with forgetting (Ljung and Söderström 1983):
 * the next difference is forecast from the last ones, and the deviation is what the one-step forecast missed by.
 */
export const arima = calibratedDetector<Options, ArimaState>({
  kind: 'arima',
  options: optionsSchema,
  init: ({ order }) => [[0, 0, 0, 0, 0, 0, 0], new Array<number>(order).fill(0), emptyRegression(order)],
  deviation: (state, value, at) => (isForecast(state, at) ? value - forecast(state) : Number.NaN),
  correlation: () => 1,
  // What a forecast misses by is noise but for what happens, so its bulk tells what is out of the ordinary, however often that came.
  reached: bulkEdge,
  tailMemory: TAIL_MEMORY,
  floor: (state, options) => smallestScale(state[PAST][LAST], options.min_scale, options.min_scale_ratio),
  band(state, _at, edge, _options, verdict) {
    verdict.mid = forecast(state);
    verdict.lower = verdict.mid - edge;
    verdict.upper = verdict.mid + edge;
  },
  learn(state, value, at, options) {
    const past = state[PAST];
    if (follows(past, at)) learnDifference(state, value - past[LAST], options);
    else past[KNOWN] = 0;
    if (past[SEEN] === 1) {
      const weight = past[INTERVAL] === 0 ? 1 : INTERVAL_WEIGHT;
      past[INTERVAL] += weight * (at - past[AT] - past[INTERVAL]);
    }
    past[SEEN] = 1;
    past[LAST] = value;
    past[AT] = at;
  },
  adopt: () => undefined,
  from: (_state, options) => `the forecast from the last ${options.order + 1} samples`,
});

/** False after a gap: nothing follows from samples of long ago. */
function follows(past: Past, at: number): boolean {
  return past[SEEN] === 1 && (past[INTERVAL] === 0 || at - past[AT] <= GAP * past[INTERVAL]);
}

/** True once as many differences in a row are known as the forecast is made of. */
function isForecast(state: ArimaState, at: number): boolean {
  return state[PAST][KNOWN] === state[LAGS].length && follows(state[PAST], at);
}

function forecast(state: ArimaState): number {
  const past = state[PAST];
  const difference = LAG * predict(state[REGRESSION], state[LAGS], state[LAGS].length);
  return past[LAST] + past[SCALE] * Math.min(CLIP, Math.max(-CLIP, difference));
}

function learnDifference(state: ArimaState, difference: number, options: Options): void {
  const past = state[PAST];
  const limit = past[N] < UNCLIPPED ? Number.POSITIVE_INFINITY : CLIP * past[SCALE];
  const clipped = Math.min(limit, Math.max(-limit, difference));
  const before = past[SCALE];
  if (past[N] < UNCLIPPED) past[N] += 1;
  past[SCALE] += Math.max(SCALE_WEIGHT, 1 / past[N]) * (Math.abs(clipped) - past[SCALE]);
  if (past[SCALE] === 0) return;
  const lags = state[LAGS];
  const order = lags.length;
  const rescale = (LAG * before) / past[SCALE];
  for (let i = 0; i < order; i += 1) inputs[i] = (lags[i] as number) * rescale;
  const unitless = clipped / past[SCALE];
  if (past[KNOWN] < order) past[KNOWN] += 1;
  else learnRegression(state[REGRESSION], inputs, order, unitless, options.forget);
  for (let i = lags.length - 1; i > 0; i -= 1) lags[i] = wholeLag(inputs[i - 1] as number);
  lags[0] = wholeLag(unitless);
}

/** Reused by each call: the last differences in units of the present scale. */
const inputs = new Float64Array(MAX_ORDER);

function wholeLag(difference: number): number {
  return Math.floor(difference / LAG + 0.5);
}
