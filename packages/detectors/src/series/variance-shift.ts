import { z } from 'zod';
import { calibratedDetector } from '../calibrated-detector.ts';
import { scaleOptions, smallestScale } from '../scale.ts';
import { emptyLevel, LEVEL_OPTIONS, type Level, learnLevel, levelPeriod, resumeAt } from './level.ts';

const optionsSchema = z.strictObject({
  span: z.number().min(2).default(120).describe('Samples that the present spread is about'),
  ...LEVEL_OPTIONS,
  ...scaleOptions,
});
type Options = z.infer<typeof optionsSchema>;

interface SpreadState extends Level {
  /** Samples seen while the present spread is still forming. */
  seen: number;
  mean: number;
  /** Mean absolute deviation from the mean, both exponentially weighted. */
  spread: number;
  /** Outliers in a row. */
  outliers: number;
}

/** A sample further from the mean than so many usual distances is an outlier: it tells of itself, not of the spread. */
const OUTLIER = 10;
/** Outliers in a row after which all begins again where they are. */
const NEW_LEVEL = 30;
/** Present spreads within a factor of e^(3.29 · 0.05) = 1.2 of the usual are never unusual. */
const LOG_FLOOR = 0.05;

/**
 * A change of variance: the logarithm of the short-run mean absolute deviation against its long-run average. `level` is
 * that logarithm, because spreads grow and shrink by factors.
 */
export const varianceShift = calibratedDetector<Options, SpreadState>({
  kind: 'variance_shift',
  options: optionsSchema,
  init: () => ({ ...emptyLevel(), seen: 0, mean: 0, spread: 0, outliers: 0 }),
  deviation(state, value, _at, options) {
    if (state.n === 0) return Number.NaN;
    const spread = isOutlier(state, value, options) ? state.spread : spreadWith(state, value, options);
    return logSpread(state, spread, options) - state.level;
  },
  correlation: ({ span }) => span / 2,
  floor: () => LOG_FLOOR,
  band(state, _at, edge, options, verdict) {
    const limit = Math.exp(Math.min(300, state.level + edge));
    const half = Math.max(0, state.spread + (limit - state.spread) / weight(options));
    verdict.mid = state.mean;
    verdict.lower = state.mean - half;
    verdict.upper = state.mean + half;
  },
  learn(state, value, _at, options) {
    if (isOutlier(state, value, options)) {
      state.outliers += 1;
      if (state.outliers < NEW_LEVEL) return;
      state.seen = 0;
    }
    state.outliers = 0;
    if (state.seen === 0) state.mean = value;
    state.spread = spreadWith(state, value, options);
    state.mean += weight(options) * (value - state.mean);
    if (state.seen < options.span) state.seen += 1;
    else learnLevel(state, logSpread(state, state.spread, options), options.memory);
  },
  adopt: (state, options) => resumeAt(state, logSpread(state, state.spread, options)),
  from: (state, options) =>
    `the spread of ${levelPeriod(state, options.memory)} that the last ${options.span} have`,
});

function weight({ span }: Options): number {
  return 2 / (span + 1);
}

function spreadWith(state: SpreadState, value: number, options: Options): number {
  const share = Math.max(weight(options), 1 / (state.seen + 1));
  return state.spread + share * (Math.abs(value - state.mean) - state.spread);
}

function isOutlier(state: SpreadState, value: number, options: Options): boolean {
  const distance = Math.abs(value - state.mean);
  if (distance <= OUTLIER * state.spread || state.n === 0) return false;
  return distance > OUTLIER * smallestScale(state.mean, options.min_scale, options.min_scale_ratio);
}

function logSpread(state: SpreadState, spread: number, options: Options): number {
  return Math.log(spread + smallestScale(state.mean, options.min_scale, options.min_scale_ratio));
}
