import { z } from 'zod';
import { calibratedDetector } from '../calibrated-detector.ts';

const optionsSchema = z.strictObject({
  min_samples: z
    .number()
    .int()
    .min(3)
    .default(20)
    .describe('So many equal samples in a row, at least, are a flat line'),
});

interface FlatState {
  seen: boolean;
  last: number;
  /** How often the last value has been repeated. */
  repeats: number;
}

/**
 * A sensor that is stuck: the value repeats for longer than it ever does. The deviation is the number of repeats, and its
 * tail that of all stretches, so that a series that stands still for hours is usual and one that always moves is not.
 */
export const flatLine = calibratedDetector<z.infer<typeof optionsSchema>, FlatState>({
  kind: 'flat_line',
  options: optionsSchema,
  init: () => ({ seen: false, last: 0, repeats: 0 }),
  deviation: (state, value) => (!state.seen ? Number.NaN : value === state.last ? state.repeats + 1 : 0),
  floor: (_state, options) => options.min_samples / 3.2905,
  band(state, _at, _edge, _options, verdict) {
    verdict.mid = state.last;
    verdict.lower = state.last;
    verdict.upper = state.last;
  },
  learn(state, value) {
    state.repeats = state.seen && value === state.last ? state.repeats + 1 : 0;
    state.seen = true;
    state.last = value;
  },
  adopt: () => undefined,
  from: () => 'a value that moves: it repeats',
});
