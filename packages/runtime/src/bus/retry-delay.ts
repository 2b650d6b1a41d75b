/** Pause (ms) before the same records are delivered again after so many failures in a row: doubling, up to `longest`. */
export function retryDelay(failures: number, first: number, longest: number): number {
  return Math.min(first * 2 ** Math.min(failures - 1, 20), longest);
}
