import { z } from 'zod';
import type { Detector } from '../detector.ts';
import { EDGE_DEVIATE, scoreAtMost } from '../tail.ts';
import { emptyTail, learnTail, type TailModel, tailReady, tailScore, tailWeight } from '../tail-model.ts';

const optionsSchema = z.strictObject({
  min_samples: z
    .number()
    .int()
    .min(3)
    .default(20)
    .describe('So many equal samples in a row, at least, are a flat line'),
});
type FlatLineOptions = z.infer<typeof optionsSchema>;

/** The tail is that of how long the stretches without a change were that are over, in repeats. */
type FlatLineState = [last: number, repeats: number, tail: TailModel];

/** Place of the last value, and of how often it has been repeated: −1 before the first one. */
const LAST = 0;
const REPEATS = 1;
const TAIL = 2;

/**
 * A sensor that is stuck: the value repeats for longer than it ever did. Judged by the tail of all stretches that are over,
 * so that a series that stands still for hours is usual and one that always moves is not.
 */
export const flatLine: Detector<FlatLineOptions, FlatLineState> = {
  kind: 'flat_line',
  options: optionsSchema,
  init: () => [0, -1, emptyTail()],
  score(state, value, _at, options, verdict) {
    verdict.ready = tailReady(state[TAIL]);
    const repeats = repeatsWith(state, value);
    verdict.score = verdict.ready ? scoreOf(state, repeats, options) : 0;
    verdict.excess = 0;
  },
  explain(state, value, _at, _options, verdict) {
    verdict.lower = state[LAST];
    verdict.mid = state[LAST];
    verdict.upper = state[LAST];
    const repeats = repeatsWith(state, value);
    verdict.detail = `the same value ${repeats + 1} times in a row, after ${Math.round(tailWeight(state[TAIL]))} stretches of which hardly any was so long`;
  },
  learn(state, value, _at, options) {
    const repeats = repeatsWith(state, value);
    if (state[REPEATS] >= 0 && repeats === 0) {
      learnTail(state[TAIL], state[REPEATS], scoreOf(state, state[REPEATS], options));
    }
    state[REPEATS] = repeats;
    state[LAST] = value;
  },
};

function repeatsWith(state: FlatLineState, value: number): number {
  return state[REPEATS] >= 0 && value === state[LAST] ? state[REPEATS] + 1 : 0;
}

function scoreOf(state: FlatLineState, repeats: number, { min_samples }: FlatLineOptions): number {
  if (repeats + 1 < min_samples) return 0;
  // The smallest flat line scores 1 at most.
  return scoreAtMost(tailScore(state[TAIL], repeats), (EDGE_DEVIATE * (repeats + 1)) / min_samples);
}
