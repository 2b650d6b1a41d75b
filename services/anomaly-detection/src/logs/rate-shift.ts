/** Information (nats) from which a count is told to be unusual, and which makes the size 1. */
const UNUSUAL = 3;
/** Halvings that find an edge of the usual range to a thousandth of it. */
const HALVINGS = 30;

/** A count that differs from what is usual. */
export interface RateShift {
  readonly direction: 'up' | 'down';
  /** 1 at the edge of what is usual. */
  readonly size: number;
  /** The count that was expected. */
  readonly expected: number;
}

/**
 * Compares a count with a usual one; `share` is the time, or the number of traces, in which the count came, divided by that of the
 * usual one. The measure is half of the deviance of a Poisson variable, y ln(y / e) − y + e for a count y where e is expected. Both
 * counts are taken for half a line more than they are, so that what never came can be compared. Undefined within the usual range.
 */
export function rateShift(now: number, usual: number, share: number): RateShift | undefined {
  const expected = (usual + 0.5) * share;
  const count = now + 0.5;
  const information = informationOf(count, expected);
  if (!(information > UNUSUAL)) return undefined;
  const direction = count > expected ? 'up' : 'down';
  // The half line alone is more than nearly nothing; that is no rise.
  if (direction === 'up' && now === 0) return undefined;
  return { direction, size: information / UNUSUAL, expected };
}

/** The counts between which nothing is unusual where so many are expected. */
export function usualCounts(expected: number): { readonly lower: number; readonly upper: number } {
  // By Bernstein's inequality the edge lies below this.
  const above = expected + 1 + Math.sqrt(1 + 2 * UNUSUAL * expected);
  const lower = expected <= UNUSUAL ? 0 : edge(expected, expected, 0);
  return { lower: Math.max(0, lower - 0.5), upper: Math.max(0, edge(expected, expected, above) - 0.5) };
}

/** Where the information reaches {@link UNUSUAL} between a count that is usual and one that is not. */
function edge(expected: number, usual: number, unusual: number): number {
  let [inside, outside] = [usual, unusual];
  for (let i = 0; i < HALVINGS; i += 1) {
    const middle = (inside + outside) / 2;
    if (informationOf(middle, expected) > UNUSUAL) outside = middle;
    else inside = middle;
  }
  return inside;
}

function informationOf(count: number, expected: number): number {
  return count * Math.log(count / expected) - count + expected;
}
