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
}

/** The short average of a series against its long-run one; in the unit of the metric. */
export const averageModel: Omit<DeviationModel<AverageOptions, AverageState>, 'kind' | 'options'> = {
  init: () => ({ ...emptyLevel(), mean: 0 }),
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
    state.mean = state.n === 0 ? value : averaged(state, value, options);
    learnLevel(state, value, options.memory);
  },
  adopt: (state) => resumeAt(state, state.mean),
  from: (options) =>
    `the average of about ${options.memory} samples that the average of the last ${options.span} has`,
};

function averaged(state: AverageState, value: number, { span }: AverageOptions): number {
  return state.mean + (2 / (span + 1)) * (value - state.mean);
}
