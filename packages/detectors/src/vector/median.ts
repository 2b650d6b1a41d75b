/** First place whose value is not below `value`. */
function lowerBound(sorted: readonly number[], value: number): number {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((sorted[middle] as number) < value) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Median of a list in ascending order that is not empty. */
export function medianOf(sorted: readonly number[]): number {
  const middle = sorted.length >>> 1;
  const upper = sorted[middle] as number;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2;
}

/**
 * Median distance from `mid` of a list in ascending order, without making a second list: the distances to both sides of
 * `mid` are themselves in order, so the two sides are merged from the inside out until half of them are passed.
 */
export function medianDeviation(sorted: readonly number[], mid: number): number {
  const { length } = sorted;
  let right = lowerBound(sorted, mid);
  let left = right - 1;
  const middle = length >>> 1;
  let before = 0;
  let current = 0;
  for (let passed = 0; passed <= middle; passed += 1) {
    const toLeft = left >= 0 ? mid - (sorted[left] as number) : Number.POSITIVE_INFINITY;
    const toRight = right < length ? (sorted[right] as number) - mid : Number.POSITIVE_INFINITY;
    before = current;
    if (toLeft < toRight) {
      current = toLeft;
      left -= 1;
    } else {
      current = toRight;
      right += 1;
    }
  }
  return length % 2 === 1 ? current : (before + current) / 2;
}
