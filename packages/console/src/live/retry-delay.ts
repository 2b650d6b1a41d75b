const FIRST_MS = 2_000;
const LONGEST_MS = 30_000;

/** How long to wait after so many failures in a row, in ms: twice as long each time, up to half a minute. */
export function retryDelay(failures: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 10));
}
