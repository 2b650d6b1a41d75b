import type { DeviationModel } from '../calibrated-detector.ts';
import { smallestScale } from '../scale.ts';
import { LEVEL, learnLevel, levelPeriod, N, resumeAt } from './level.ts';

interface AverageOptions {
  readonly span: number;
  readonly memory: number;
  readonly min_scale: number;
  readonly min_scale_ratio: number;
}

/** A short average beside the long-run one. */
export type AverageState = [n: number, level: number, mean: number, spread: number, outliers: number];

/** Place of the short average. */
const MEAN = 2;
/** Place of the mean absolute distance of samples from the level. */
const SPREAD = 3;
/** Place of the number of outliers in a row. */
const OUTLIERS = 4;

/** A sample further from the level than so many usual distances is an outlier: it tells of itself, not of what lasts. */
const OUTLIER = 10;
/** Outliers in a row after which the level is where they are. */
const NEW_LEVEL = 30;
/** Samples that the usual distance is about. */
const SPREAD_MEMORY = 200;
/** Samples before anything is an outlier. */
const LEARNED = 30;

/** The short average of a series against its long-run one; in the unit of the metric. */
export const averageModel: Omit<DeviationModel<AverageOptions, AverageState>, 'kind' | 'options'> = {
  init: () => [0, 0, 0, 0, 0],
  deviation(state, value, _at, options) {
    if (state[N] === 0) return Number.NaN;
    const mean = isOutlier(state, value, options) ? state[MEAN] : averaged(state, value, options);
    return mean - state[LEVEL];
  },
  correlation: ({ span }) => span / 2,
  floor: (state, options) => smallestScale(state[LEVEL], options.min_scale, options.min_scale_ratio),
  band(state, _at, edge, _options, verdict) {
    verdict.mid = state[LEVEL];
    verdict.lower = state[LEVEL] - edge;
    verdict.upper = state[LEVEL] + edge;
  },
  learn(state, value, _at, options) {
    if (isOutlier(state, value, options)) {
      state[OUTLIERS] += 1;
      if (state[OUTLIERS] < NEW_LEVEL) return;
      resumeAt(state, value);
      state[MEAN] = value;
    }
    state[OUTLIERS] = 0;
    state[MEAN] = state[N] === 0 ? value : averaged(state, value, options);
    learnLevel(state, value, options.memory);
    const weight = Math.max(1 / SPREAD_MEMORY, 1 / state[N]);
    state[SPREAD] += weight * (Math.abs(value - state[LEVEL]) - state[SPREAD]);
  },
  adopt: (state) => resumeAt(state, state[MEAN]),
  from: (state, options) =>
    `the average of ${levelPeriod(state, options.memory)} that the average of the last ${options.span} has`,
};

function averaged(state: AverageState, value: number, options: AverageOptions): number {
  return state[MEAN] + (2 / (options.span + 1)) * (value - state[MEAN]);
}

function isOutlier(state: AverageState, value: number, options: AverageOptions): boolean {
  const distance = Math.abs(value - state[LEVEL]);
  if (distance <= OUTLIER * state[SPREAD] || state[N] < LEARNED) return false;
  return distance > OUTLIER * smallestScale(state[LEVEL], options.min_scale, options.min_scale_ratio);
}
