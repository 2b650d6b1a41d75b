import type { z } from 'zod';
import { bounded } from './bounded.ts';
import type { Detector, Verdict } from './detector.ts';
import { excessOf } from './excess.ts';
import { EDGE_DEVIATE, scoreAtMost } from './tail.ts';
import {
  emptyTail,
  learnTail,
  SURPRISING,
  TAIL_WARM_UP,
  type TailModel,
  tailAdopts,
  tailEdge,
  tailReached,
  tailScore,
  tailWeight,
} from './tail-model.ts';

/** One way to say what a series is expected to do: all of a detector but the meaning of a deviation's size. */
export interface DeviationModel<Options, State> {
  /** Name of the detector in the configuration. */
  readonly kind: string;
  readonly options: z.ZodType<Options>;
  readonly init: (options: Options) => State;
  /** How far the sample is from what is expected, signed, in the model's unit. NaN while nothing is expected. */
  readonly deviation: (state: State, value: number, at: number, options: Options) => number;
  /** Deviations before the first score, 30 unless given. */
  readonly warmUp?: number;
  /** Samples in a row whose deviations say about the same. */
  readonly correlation: (options: Options) => number;
  /** Deviations that are remembered; those of the tail model unless given. */
  readonly tailMemory?: number;
  /** Size beyond which a deviation has an excess; what one of a thousand was seen to reach, unless given. */
  readonly reached?: (tail: TailModel) => number;
  /** Smallest scale of a deviation, in the model's unit: less than a few of these is never unusual. */
  readonly floor: (state: State, options: Options) => number;
  /** Fills `lower`, `mid` and `upper` with the values, or averages of values, that deviate by −`edge`, 0 and `edge`. */
  readonly band: (state: State, at: number, edge: number, options: Options, verdict: Verdict) => void;
  /** A surprising sample is part of an episode that is not to become normal by lasting a little. */
  readonly learn: (state: State, value: number, at: number, options: Options, surprising: boolean) => void;
  /** Takes what has been surprising for 30 samples as normal. */
  readonly adopt: (state: State, options: Options) => void;
  /** What the deviation was measured from, to follow "3.2 times the usual deviation". */
  readonly from: (state: State, options: Options) => string;
}

/** A score below it has no excess: of 30 deviations the five largest score as much, and of more of them fewer. */
const RARE = 0.25;

/** State of a detector that is made of a model and the tail of its deviations. A pair, as there are many and names are long. */
export type CalibratedState<State> = readonly [model: State, tail: TailModel];

/**
 * A detector that scores deviations by how often the series showed such large ones. All detectors of series are made
 * this way: that is why 1 is p = 1e-3 and 2 is p = 1e-6 for each of them, whatever the noise.
 */
export function calibratedDetector<Options, State>(
  model: DeviationModel<Options, State>,
): Detector<Options, CalibratedState<State>> {
  // Taken out of the model once: each model has a shape of its own, and looking its members up per sample is dear.
  const { deviation, correlation, floor, learn, adopt } = model;
  const { warmUp = TAIL_WARM_UP, reached = tailReached, tailMemory } = model;
  const scoreOf = (state: CalibratedState<State>, size: number, options: Options) => {
    const score = tailScore(state[1], size, correlation(options));
    if (score === 0) return 0;
    // Below the smallest scale that matters nothing is unusual, however calm the series was.
    return scoreAtMost(score, size / floor(state[0], options));
  };
  const edgeOf = ([state, tail]: CalibratedState<State>, options: Options) =>
    Math.max(tailEdge(tail, correlation(options)), EDGE_DEVIATE * floor(state, options));
  const reachedOf = ([state, tail]: CalibratedState<State>, options: Options) =>
    Math.max(reached(tail), EDGE_DEVIATE * floor(state, options));
  return {
    kind: model.kind,
    options: model.options,
    init: (options) => [model.init(options), emptyTail()],
    score(state, value, at, options, verdict) {
      const size = Math.abs(deviation(state[0], bounded(value), at, options));
      verdict.size = size;
      verdict.ready = size >= 0 && tailWeight(state[1]) >= warmUp;
      verdict.score = verdict.ready ? scoreOf(state, size, options) : 0;
      verdict.excess = verdict.score < RARE ? 0 : excessOf(size, reachedOf(state, options));
    },
    explain(state, _value, at, options, verdict) {
      const edge = edgeOf(state, options);
      model.band(state[0], at, edge, options, verdict);
      verdict.detail = `${times(verdict.size / edge)} the usual deviation from ${model.from(state[0], options)}`;
    },
    learn(state, value, at, options, { size, score }) {
      if (size >= 0) learnTail(state[1], size, score, tailMemory);
      const surprising = score >= SURPRISING;
      learn(state[0], bounded(value), at, options, surprising);
      if (surprising && tailAdopts(state[1])) adopt(state[0], options);
    },
  };
}

function times(ratio: number): string {
  return ratio >= 100 ? 'more than 100 times' : `${ratio.toFixed(1)} times`;
}
