import { z } from 'zod';
import { calibratedDetector } from '../calibrated-detector.ts';
import { scaleOptions, smallestScale } from '../scale.ts';
import { LEVEL, LEVEL_OPTIONS, learnLevel, levelPeriod, N, resumeAt } from './level.ts';

const optionsSchema = z.strictObject({ ...LEVEL_OPTIONS, ...scaleOptions });
type Options = z.infer<typeof optionsSchema>;

type ZscoreState = [n: number, level: number, spread: number, recent: number];

/** Place of the mean absolute distance of samples from the level. */
const SPREAD = 2;
/** Place of the average of some 15 samples, which becomes the level when a new one is adopted. */
const RECENT = 3;

const RECENT_WEIGHT = 2 / 16;
/** Samples that the usual distance is about. */
const SPREAD_MEMORY = 200;
/** A sample counts for no more than so many usual distances: an outage must not take the level along. */
const CLIP = 10;
/** Samples before anything is clipped. */
const LEARNED = 30;

/**
 * Distance from the long-run average: the z-score without the bell-shaped noise that it assumes. The usual deviation is
 * not a variance, which one outlier ruins, but the tail of the deviations that were seen (`tail-model.ts`); and outliers are
 * clipped before they are averaged, as Gelper, Fried and Croux (2010) make exponential smoothing robust.
 */
export const zscore = calibratedDetector<Options, ZscoreState>({
  kind: 'zscore',
  options: optionsSchema,
  init: () => [0, 0, 0, 0],
  deviation: (state, value) => (state[N] === 0 ? Number.NaN : value - state[LEVEL]),
  correlation: () => 1,
  floor: (state, options) => smallestScale(state[LEVEL], options.min_scale, options.min_scale_ratio),
  band(state, _at, edge, _options, verdict) {
    verdict.mid = state[LEVEL];
    verdict.lower = state[LEVEL] - edge;
    verdict.upper = state[LEVEL] + edge;
  },
  learn(state, value, _at, options) {
    state[RECENT] += (state[N] === 0 ? 1 : RECENT_WEIGHT) * (value - state[RECENT]);
    const clipped = state[N] < LEARNED ? value : clip(state, value, options);
    learnLevel(state, clipped, options.memory);
    state[SPREAD] +=
      Math.max(1 / SPREAD_MEMORY, 1 / state[N]) * (Math.abs(clipped - state[LEVEL]) - state[SPREAD]);
  },
  adopt: (state) => resumeAt(state, state[RECENT]),
  from: (state, options) => `the average of ${levelPeriod(state, options.memory)}`,
});

function clip(state: ZscoreState, value: number, options: Options): number {
  const level = state[LEVEL];
  const spread = state[SPREAD];
  const distance = value - level;
  if (Math.abs(distance) <= CLIP * spread) return value;
  const usual = Math.max(spread, smallestScale(level, options.min_scale, options.min_scale_ratio));
  return level + Math.max(-CLIP * usual, Math.min(CLIP * usual, distance));
}
