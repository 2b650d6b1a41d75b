/** Highest score that is given (p = 1e-30): beyond it, sizes of p mean nothing. */
export const MAX_SCORE = 10;

/** Deviation in standard units whose two-sided p is 1e-3: the edge of the band, score 1. */
const Z_OF_BAND = 3.2905;
const LOG_SCALE = 3 * Math.LN10;

/**
 * Score of a deviation of `t` scales when the scale itself was estimated from about `dof` independent samples.
 * Student's t is what a Gaussian looks like from few samples; without it a short memory alarms too often. It is turned
 * into an equivalent normal deviate (Wallace 1959, good to a few per cent of p down to 4 degrees of freedom).
 */
export function scoreOfDeviation(t: number, dof: number): number {
  return Math.min(MAX_SCORE, scoreOfNormal(normalDeviate(t, dof)));
}

/** Half width of the band, in scales: the deviation that scores 1 with so many degrees of freedom. */
export function bandWidth(dof: number): number {
  const z = (Z_OF_BAND * (8 * dof + 3)) / (8 * dof + 1);
  return Math.sqrt(dof * Math.expm1((z * z) / dof));
}

/** Two-sided −log10(p) / 3 of a normal deviate, by the upper bound of Abramowitz & Stegun 7.1.13 (exact at 0). */
export function scoreOfNormal(z: number): number {
  const size = Math.abs(z);
  const logTail =
    -(size * size) / 2 - Math.log((size + Math.sqrt(size * size + 8 / Math.PI)) / Math.sqrt(8 / Math.PI));
  return -logTail / LOG_SCALE;
}

/** Score of a probability given as its natural logarithm. */
export function scoreOfLogProbability(logP: number): number {
  return Math.min(MAX_SCORE, Math.max(0, -logP / LOG_SCALE));
}

function normalDeviate(t: number, dof: number): number {
  return ((8 * dof + 1) / (8 * dof + 3)) * Math.sqrt(dof * Math.log1p((t * t) / dof));
}
