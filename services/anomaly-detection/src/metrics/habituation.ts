/** Scores above this (p = 5e-3) are remembered. */
const FROM = 0.77;
/** How much of the highest score that is remembered counts against a new one … */
const SHARE = 0.7;
/** … and how much of it is left with each sample: half of it after some 230. */
const KEPT = 0.997;

/**
 * A score in the light of the highest one of late, `peak`: what comes again soon is less of a news than what comes for the
 * first time, unless it is worse. People who look after the first alarm know of the second.
 */
export function news(score: number, peak: number): number {
  return peak > FROM ? Math.max(0, score - SHARE * (peak - FROM)) : score;
}

/** The peak to remember after a sample with this score. */
export function nextPeak(score: number, peak: number): number {
  return Math.max(score, FROM + KEPT * Math.max(0, peak - FROM));
}
