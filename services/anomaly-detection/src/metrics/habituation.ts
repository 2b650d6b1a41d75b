/** How much of the greatest strength that is remembered is left with each sample: half of it after some 230. */
const KEPT = 0.997;
/** What is left below this is forgotten. */
const FORGOTTEN = 0.01;

/**
 * How much stronger a sample is than any of late, `peak` being the greatest strength that is remembered: what comes again soon
 * is no news unless it is worse. People who look after the first alarm know of the second.
 */
export function news(strength: number, peak: number): number {
  return Math.max(0, strength - peak);
}

/** The peak to remember after a sample of this strength. */
export function nextPeak(strength: number, peak: number): number {
  const kept = KEPT * peak;
  return Math.max(strength, kept < FORGOTTEN ? 0 : kept);
}
