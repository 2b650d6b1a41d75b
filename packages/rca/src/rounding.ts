/** A number at four decimals, so that the bytes of a result do not depend on the last bits of a float. Never −0, which JSON cannot tell. */
export function round4(value: number): number {
  return Math.round(value * 1e4) / 1e4 + 0;
}
