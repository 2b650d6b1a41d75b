import { z } from 'zod';
import type { Detector } from '../detector.ts';
import { scoreOfNormal } from '../tail.ts';
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

interface FlatLineState {
  seen: boolean;
  last: number;
  /** How often the last value has been repeated. */
  repeats: number;
  /** How long the stretches without a change were that are over, in repeats. */
  readonly tail: TailModel;
}

/** Deviate of a normal distribution that scores 1: what the smallest flat line counts for. */
const LEAST_DEVIATE = 3.2905;

/**
 * A sensor that is stuck: the value repeats for longer than it ever did. Judged by the tail of all stretches that are over,
 * so that a series that stands still for hours is usual and one that always moves is not.
 */
export const flatLine: Detector<FlatLineOptions, FlatLineState> = {
  kind: 'flat_line',
  options: optionsSchema,
  init: () => ({ seen: false, last: 0, repeats: 0, tail: emptyTail() }),
  score(state, value, _at, options, verdict) {
    verdict.ready = tailReady(state.tail);
    verdict.score = verdict.ready ? scoreOf(state, repeatsWith(state, value), options) : 0;
  },
  explain(state, value, _at, _options, verdict) {
    verdict.lower = state.last;
    verdict.mid = state.last;
    verdict.upper = state.last;
    const repeats = repeatsWith(state, value);
    verdict.detail = `the same value ${repeats + 1} times in a row, after ${Math.round(tailWeight(state.tail))} stretches of which hardly any was so long`;
  },
  learn(state, value, _at, options) {
    const repeats = repeatsWith(state, value);
    if (state.seen && repeats === 0) {
      learnTail(state.tail, state.repeats, scoreOf(state, state.repeats, options));
    }
    state.repeats = repeats;
    state.seen = true;
    state.last = value;
  },
};

function repeatsWith(state: FlatLineState, value: number): number {
  return state.seen && value === state.last ? state.repeats + 1 : 0;
}

function scoreOf(state: FlatLineState, repeats: number, { min_samples }: FlatLineOptions): number {
  if (repeats + 1 < min_samples) return 0;
  const least = scoreOfNormal((LEAST_DEVIATE * (repeats + 1)) / min_samples);
  return Math.min(least, tailScore(state.tail, repeats));
}
