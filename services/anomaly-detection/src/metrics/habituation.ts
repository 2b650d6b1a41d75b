/** How much of the greatest strength that is remembered is left with each sample: half of it after some 34. */
const KEPT = 0.98;
/** What is left below this is forgotten. */
const FORGOTTEN = 0.01;

/**
 * How much stronger a sample is than any of late, `peak` being the greatest strength that is remembered, and than is `usual` at this time
 * of the day: what comes again soon is no news unless it is worse, nor what comes every day. People who look after the first alarm
 * know of the second.
 */
export function news(strength: number, peak: number, usual: number): number {
  return Math.max(0, strength - Math.max(peak, usual));
}

/** The peak to remember after a sample of this strength. */
export function nextPeak(strength: number, peak: number): number {
  const kept = KEPT * peak;
  return Math.max(strength, kept < FORGOTTEN ? 0 : kept);
}
