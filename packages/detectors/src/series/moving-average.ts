import type { DeviationModel } from '../calibrated-detector.ts';
import { smallestScale } from '../scale.ts';
import { emptyLevel, type Level, learnLevel, levelPeriod, resumeAt } from './level.ts';

interface AverageOptions {
  readonly span: number;
  readonly memory: number;
  readonly min_scale: number;
  readonly min_scale_ratio: number;
}

/** A short average beside the long-run one. */
export interface AverageState extends Level {
  /** The short average. */
  mean: number;
  /** Mean absolute distance of samples from the level. */
  spread: number;
  /** Outliers in a row. */
  outliers: number;
}

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
  init: () => ({ ...emptyLevel(), mean: 0, spread: 0, outliers: 0 }),
  deviation(state, value, _at, options) {
    if (state.n === 0) return Number.NaN;
    const mean = isOutlier(state, value, options) ? state.mean : averaged(state, value, options);
    return mean - state.level;
  },
  correlation: ({ span }) => span / 2,
  floor: (state, options) => smallestScale(state.level, options.min_scale, options.min_scale_ratio),
  band(state, _at, edge, _options, verdict) {
    verdict.mid = state.level;
    verdict.lower = state.level - edge;
    verdict.upper = state.level + edge;
  },
  learn(state, value, _at, options) {
    if (isOutlier(state, value, options)) {
      state.outliers += 1;
      if (state.outliers < NEW_LEVEL) return;
      resumeAt(state, value);
      state.mean = value;
    }
    state.outliers = 0;
    state.mean = state.n === 0 ? value : averaged(state, value, options);
    learnLevel(state, value, options.memory);
    const weight = Math.max(1 / SPREAD_MEMORY, 1 / state.n);
    state.spread += weight * (Math.abs(value - state.level) - state.spread);
  },
  adopt: (state) => resumeAt(state, state.mean),
  from: (state, options) =>
    `the average of ${levelPeriod(state, options.memory)} that the average of the last ${options.span} has`,
};

function averaged(state: AverageState, value: number, options: AverageOptions): number {
  return state.mean + (2 / (options.span + 1)) * (value - state.mean);
}

function isOutlier(state: AverageState, value: number, options: AverageOptions): boolean {
  const distance = Math.abs(value - state.level);
  if (distance <= OUTLIER * state.spread || state.n < LEARNED) return false;
  return distance > OUTLIER * smallestScale(state.level, options.min_scale, options.min_scale_ratio);
}
