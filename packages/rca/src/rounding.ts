/** A number at four decimals, so that the bytes of a result do not depend on the last bits of a float. */
export function round4(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
