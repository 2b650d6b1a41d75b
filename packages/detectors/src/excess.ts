/** Largest excess that is told. */
const MAX_EXCESS = 1e6;

/** How far a deviation is beyond this size, in sizes; a finite number also where the size is 0. */
export function excessOf(size: number, edge: number): number {
  return size <= edge ? 0 : Math.min(MAX_EXCESS, size / edge - 1);
}
