import type { z } from 'zod';

/** What a detector says about one sample. Owned by the caller and filled in place, so that the hot path allocates nothing. */
export interface Verdict {
  /** −log10(p) / 3: up to 1 is normal, 2 is p = 1e-6. 0 while the detector warms up. Never above `MAX_SCORE`. */
  score: number;
  /** False while the detector warms up; then the band says nothing either. */
  ready: boolean;
  /**
   * How far beyond what one sample of a thousand reaches: 1 when the deviation is twice as large, 0 up to there. Of detectors that judge
   * more than a sample, as how long something lasts, always 0.
   */
  excess: number;
  /** Size of the deviation in the detector's own unit, NaN where nothing is expected. */
  size: number;
  /** Edges of the band (score 1) and its middle: filled by `explain`. */
  lower: number;
  mid: number;
  upper: number;
  /** How far the value is from what, filled by `explain`. */
  detail: string;
}

/** A verdict to be filled. */
export function emptyVerdict(): Verdict {
  return { score: 0, ready: false, excess: 0, size: Number.NaN, lower: 0, mid: 0, upper: 0, detail: '' };
}

/**
 * One way to tell whether a value is unusual for its series.
 * `score` looks and `learn` updates; neither reads a clock, draws a random number or does I/O. State is plain bounded
 * JSON, mutated in place and owned by the caller. A sample is scored before it is learned.
 */
export interface Detector<Options, State> {
  /** Its name in the configuration. */
  readonly kind: string;
  /** Options with defaults; the descriptions are the documentation. */
  readonly options: z.ZodType<Options>;
  readonly init: (options: Options) => State;
  /** Fills `score`, `ready` and `excess` for this sample. Leaves `state` as it is. */
  readonly score: (state: State, value: number, at: number, options: Options, verdict: Verdict) => void;
  /** Fills the rest of a verdict that is ready; apart from `score` because next to no sample needs it. */
  readonly explain: (state: State, value: number, at: number, options: Options, verdict: Verdict) => void;
  /** Learns a sample; `verdict` is what `score` said of it with this state. */
  readonly learn: (state: State, value: number, at: number, options: Options, verdict: Verdict) => void;
}
