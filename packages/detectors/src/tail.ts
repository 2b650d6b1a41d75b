/** Highest score that is given (p = 1e-30): beyond it, sizes of p mean nothing. */
export const MAX_SCORE = 10;

const LOG_SCALE = 3 * Math.LN10;

/** Deviate of a normal distribution that scores 1. */
export const EDGE_DEVIATE = 3.2905;

/** Two-sided −log10(p) / 3 of a normal deviate, by the upper bound of Abramowitz & Stegun 7.1.13 (exact at 0). */
export function scoreOfNormal(z: number): number {
  const size = Math.abs(z);
  const logTail =
    -(size * size) / 2 - Math.log((size + Math.sqrt(size * size + 8 / Math.PI)) / Math.sqrt(8 / Math.PI));
  return -logTail / LOG_SCALE;
}

/** The smaller one of a score and that of a normal deviate. */
export function scoreAtMost(score: number, z: number): number {
  // Nearly always the deviate is too large to matter, and this lower bound of its score says so without a logarithm.
  return (z * z) / (2 * LOG_SCALE) >= score ? score : Math.min(score, scoreOfNormal(z));
}

/** Score of a probability given as its natural logarithm. */
export function scoreOfLogProbability(logP: number): number {
  return Math.min(MAX_SCORE, Math.max(0, -logP / LOG_SCALE));
}
