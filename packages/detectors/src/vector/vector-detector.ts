import type { z } from 'zod';
import { significant } from '../significant.ts';

/** What a vector detector says about one row. Owned by the caller and filled in place. */
export interface VectorVerdict {
  /** −log10(p) / 3, as of any detector: 2 is p = 1e-6. 0 while the detector warms up. Never above `MAX_SCORE`. */
  score: number;
  /** How unusual the row is in the detector's own measure, at least 0: only good to compare rows with each other. */
  raw: number;
  /** False while the detector warms up. */
  ready: boolean;
}

/** A verdict to be filled. */
export function emptyVectorVerdict(): VectorVerdict {
  return { score: 0, raw: 0, ready: false };
}

/** State in two parts, because one of them is large and rarely changes: whoever stores it need not write both each time. */
export interface VectorState<Fitted, Gathered> {
  /** What was made of the rows so far. Changes only where `learn` says so. */
  readonly fitted: Fitted;
  /** The rows since then, and how scores are distributed. Changes with every row. */
  readonly gathered: Gathered;
}

/**
 * One way to tell whether the metrics of an entity, taken together, are unusual. The numbers of a vector keep their places;
 * NaN is a metric that is missing in this row, and vectors may become longer. As with detectors of one series, state is plain
 * bounded JSON, mutated in place and owned by the caller; `score` looks and `learn` updates, and a row is scored before it is
 * learned. Random numbers come from the option `seed`.
 */
export interface VectorDetector<Options, Fitted, Gathered> {
  /** Its name in the configuration. */
  readonly kind: string;
  /** Options with defaults; the descriptions are the documentation. */
  readonly options: z.ZodType<Options>;
  readonly init: (options: Options) => VectorState<Fitted, Gathered>;
  /** Fills `verdict` for this row. Leaves `state` as it is. */
  readonly score: (
    state: VectorState<Fitted, Gathered>,
    vector: readonly number[],
    options: Options,
    verdict: VectorVerdict,
  ) => void;
  /**
   * True when `state.fitted` has changed. `raw` is what `score` has said of this row, when nothing was learned in between; it is
   * worked out again unless given.
   */
  readonly learn: (
    state: VectorState<Fitted, Gathered>,
    vector: readonly number[],
    options: Options,
    raw?: number,
  ) => boolean;
}

const DIGITS = 4;
/** Largest size of a number of a row, so that sums of squares stay finite. */
const MAX_SIZE = 1e60;

/** A number of a row within the range in which it can be squared; NaN stays NaN. */
export function bounded(value: number): number {
  return Math.max(-MAX_SIZE, Math.min(MAX_SIZE, value));
}

/** Four significant digits. */
export function rounded(value: number): number {
  return significant(value, DIGITS);
}
