import { z } from 'zod';
import { calibratedDetector } from '../calibrated-detector.ts';
import { scaleOptions, smallestScale } from '../scale.ts';
import { LEVEL, LEVEL_OPTIONS, learnLevel, levelPeriod, N, resumeAt } from './level.ts';

const optionsSchema = z.strictObject({
  span: z.number().min(2).default(12).describe('Samples that the present spread is about'),
  ...LEVEL_OPTIONS,
  ...scaleOptions,
});
type Options = z.infer<typeof optionsSchema>;

type SpreadState = [n: number, level: number, seen: number, mean: number, spread: number, outliers: number];

/** Place of the number of samples seen while the present spread is still forming. */
const SEEN = 2;
/** Places of the mean and of the mean absolute deviation from it, both exponentially weighted. */
const MEAN = 3;
const SPREAD = 4;
/** Place of the number of outliers in a row. */
const OUTLIERS = 5;

/** A sample further from the mean than so many usual distances is an outlier: it tells of itself, not of the spread. */
const OUTLIER = 10;
/** Outliers in a row after which all begins again where they are. */
const NEW_LEVEL = 30;
/** Present spreads within a factor of e^(3.29 · 0.3) = 2.7 of the usual are never unusual. */
const LOG_FLOOR = 0.3;

/**
 * A change of variance: the logarithm of the short-run mean absolute deviation against its long-run average. `level` is
 * that logarithm, because spreads grow and shrink by factors.
 */
export const varianceShift = calibratedDetector<Options, SpreadState>({
  kind: 'variance_shift',
  options: optionsSchema,
  init: () => [0, 0, 0, 0, 0, 0],
  deviation(state, value, _at, options) {
    if (state[N] === 0 || state[SEEN] < options.span) return Number.NaN;
    const spread = isOutlier(state, value, options) ? state[SPREAD] : spreadWith(state, value, options);
    return logSpread(state, spread, options) - state[LEVEL];
  },
  correlation: ({ span }) => span / 2,
  floor: () => LOG_FLOOR,
  band(state, _at, edge, options, verdict) {
    const limit = Math.exp(Math.min(300, state[LEVEL] + edge));
    const half = Math.max(0, state[SPREAD] + (limit - state[SPREAD]) / weight(options));
    verdict.mid = state[MEAN];
    verdict.lower = state[MEAN] - half;
    verdict.upper = state[MEAN] + half;
  },
  learn(state, value, _at, options) {
    if (isOutlier(state, value, options)) {
      state[OUTLIERS] += 1;
      if (state[OUTLIERS] < NEW_LEVEL) return;
      state[SEEN] = 0;
    }
    state[OUTLIERS] = 0;
    if (state[SEEN] === 0) state[MEAN] = value;
    state[SPREAD] = spreadWith(state, value, options);
    state[MEAN] += weight(options) * (value - state[MEAN]);
    if (state[SEEN] < options.span) state[SEEN] += 1;
    else learnLevel(state, logSpread(state, state[SPREAD], options), options.memory);
  },
  adopt: (state, options) => resumeAt(state, logSpread(state, state[SPREAD], options)),
  from: (state, options) =>
    `the spread of ${levelPeriod(state, options.memory)} that the last ${options.span} have`,
});

function weight({ span }: Options): number {
  return 2 / (span + 1);
}

function spreadWith(state: SpreadState, value: number, options: Options): number {
  const share = Math.max(weight(options), 1 / (state[SEEN] + 1));
  return state[SPREAD] + share * (Math.abs(value - state[MEAN]) - state[SPREAD]);
}

function isOutlier(state: SpreadState, value: number, options: Options): boolean {
  const distance = Math.abs(value - state[MEAN]);
  if (distance <= OUTLIER * state[SPREAD] || state[N] === 0) return false;
  return distance > OUTLIER * smallestScale(state[MEAN], options.min_scale, options.min_scale_ratio);
}

function logSpread(state: SpreadState, spread: number, options: Options): number {
  return Math.log(spread + smallestScale(state[MEAN], options.min_scale, options.min_scale_ratio));
}
