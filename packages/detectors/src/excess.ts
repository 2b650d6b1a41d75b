/** Largest excess that is told. */
const MAX_EXCESS = 1e6;

/** How far a deviation is outside a band of this half width, in half widths; a finite number also where the band has none. */
export function excessOf(size: number, edge: number): number {
  return size <= edge ? 0 : Math.min(MAX_EXCESS, size / edge - 1);
}
