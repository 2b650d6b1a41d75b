/** Largest value that is looked at, so that squares and differences stay finite numbers that JSON can hold. */
const MAX_VALUE = 1e150;

/** The value, or the largest one of its sign that is looked at. */
export function bounded(value: number): number {
  return Math.min(MAX_VALUE, Math.max(-MAX_VALUE, value));
}
