import type { DeviationModel } from '../calibrated-detector.ts';
import { flooredScale } from '../scale.ts';
import { emptyLevel, type Level, learnLevel, resumeAt } from './level.ts';

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
  /** Mean absolute distance of samples from it. */
  spread: number;
}

/** A sample counts for no more than so many usual distances: a spike is not what lasts. */
const CLIP = 10;
/** Samples that the usual distance is about. */
const SPREAD_MEMORY = 200;
/** Samples before anything is clipped. */
const UNCLIPPED = 30;

/** The short average of a series against its long-run one; in the unit of the metric. */
export const averageModel: Omit<DeviationModel<AverageOptions, AverageState>, 'kind' | 'options'> = {
  init: () => ({ ...emptyLevel(), mean: 0, spread: 0 }),
  deviation: (state, value, _at, options) =>
    state.n === 0 ? Number.NaN : averaged(state, value, options) - state.level,
  correlation: ({ span }) => span / 2,
  floor: (state, options) => flooredScale(0, state.level, options),
  band(state, _at, edge, _options, verdict) {
    verdict.mid = state.level;
    verdict.lower = state.level - edge;
    verdict.upper = state.level + edge;
  },
  learn(state, value, _at, options) {
    if (state.n === 0) state.mean = value;
    const clipped = clip(state, value);
    state.mean = averaged(state, value, options);
    state.spread +=
      Math.max(1 / SPREAD_MEMORY, 1 / (state.n + 1)) * (Math.abs(clipped - state.mean) - state.spread);
    learnLevel(state, clipped, options.memory);
  },
  adopt: (state) => resumeAt(state, state.mean),
  from: (options) =>
    `the average of about ${options.memory} samples that the average of the last ${options.span} has`,
};

function averaged(state: AverageState, value: number, { span }: AverageOptions): number {
  return state.mean + (2 / (span + 1)) * (clip(state, value) - state.mean);
}

function clip({ n, mean, spread }: AverageState, value: number): number {
  if (n < UNCLIPPED) return value;
  return Math.max(mean - CLIP * spread, Math.min(mean + CLIP * spread, value));
}
