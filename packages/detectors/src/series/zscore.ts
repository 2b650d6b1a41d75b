import { z } from 'zod';
import { calibratedDetector } from '../calibrated-detector.ts';
import { scaleOptions, smallestScale } from '../scale.ts';
import { emptyLevel, LEVEL_OPTIONS, type Level, learnLevel, levelPeriod, resumeAt } from './level.ts';

const optionsSchema = z.strictObject({ ...LEVEL_OPTIONS, ...scaleOptions });
type Options = z.infer<typeof optionsSchema>;

interface ZscoreState extends Level {
  /** Mean absolute distance of samples from the level. */
  spread: number;
  /** Average of some 15 samples, which becomes the level when a new one is adopted. */
  recent: number;
}

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
  init: () => ({ ...emptyLevel(), spread: 0, recent: 0 }),
  deviation: (state, value) => (state.n === 0 ? Number.NaN : value - state.level),
  correlation: () => 1,
  floor: (state, options) => smallestScale(state.level, options.min_scale, options.min_scale_ratio),
  band(state, _at, edge, _options, verdict) {
    verdict.mid = state.level;
    verdict.lower = state.level - edge;
    verdict.upper = state.level + edge;
  },
  learn(state, value, _at, options) {
    state.recent += (state.n === 0 ? 1 : RECENT_WEIGHT) * (value - state.recent);
    const clipped = state.n < LEARNED ? value : clip(state, value, options);
    learnLevel(state, clipped, options.memory);
    state.spread +=
      Math.max(1 / SPREAD_MEMORY, 1 / state.n) * (Math.abs(clipped - state.level) - state.spread);
  },
  adopt: (state) => resumeAt(state, state.recent),
  from: (state, options) => `the average of ${levelPeriod(state, options.memory)}`,
});

function clip({ level, spread }: ZscoreState, value: number, options: Options): number {
  const distance = value - level;
  if (Math.abs(distance) <= CLIP * spread) return value;
  const usual = Math.max(spread, smallestScale(level, options.min_scale, options.min_scale_ratio));
  return level + Math.max(-CLIP * usual, Math.min(CLIP * usual, distance));
}
