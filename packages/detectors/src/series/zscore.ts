import { z } from 'zod';
import { calibratedDetector } from '../calibrated-detector.ts';
import { flooredScale, scaleOptions } from '../scale.ts';
import { emptyLevel, LEVEL_OPTIONS, type Level, learnLevel, resumeAt } from './level.ts';

const optionsSchema = z.strictObject({ ...LEVEL_OPTIONS, ...scaleOptions });

/**
 * Distance from the long-run average: the z-score without the bell-shaped noise that it assumes. The usual deviation is
 * not a variance, which one outlier ruins, but the tail of the deviations that were seen (`tail-model.ts`); and surprising
 * samples do not move the average, as Gelper, Fried and Croux (2010) make exponential smoothing robust.
 */
export const zscore = calibratedDetector<z.infer<typeof optionsSchema>, Level & { recent: number }>({
  kind: 'zscore',
  options: optionsSchema,
  init: () => ({ ...emptyLevel(), recent: 0 }),
  deviation: (state, value) => (state.n === 0 ? Number.NaN : value - state.level),
  correlation: () => 1,
  floor: (state, options) => flooredScale(0, state.level, options),
  band(state, _at, edge, _options, verdict) {
    verdict.mid = state.level;
    verdict.lower = state.level - edge;
    verdict.upper = state.level + edge;
  },
  learn(state, value, _at, options) {
    state.recent += (state.n === 0 ? 1 : RECENT_WEIGHT) * (value - state.recent);
    learnLevel(state, value, options.memory);
  },
  adopt: (state) => resumeAt(state, state.recent),
  from: (options) => `the average of about ${options.memory} samples`,
});

/** Weight of the average that becomes the level when a new one is adopted: that of some 15 samples. */
const RECENT_WEIGHT = 2 / 16;
