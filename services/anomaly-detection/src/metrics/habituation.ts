/** Scores above this (p = 5e-3) are remembered. */
const FROM = 0.77;
/** How much of the highest score that is remembered is left with each sample: half of it after some 230. */
const KEPT = 0.997;

/**
 * A score less the highest one of late, `peak`: what comes again soon is no news unless it is worse. People who look after
 * the first alarm know of the second.
 */
export function news(score: number, peak: number): number {
  return Math.max(0, score - Math.max(0, peak - FROM));
}

/** The peak to remember after a sample with this score. */
export function nextPeak(score: number, peak: number): number {
  return Math.max(score, FROM + KEPT * Math.max(0, peak - FROM));
}
