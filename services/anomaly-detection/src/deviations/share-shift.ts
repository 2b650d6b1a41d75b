/** Information (nats) from which a share is told to be unusual, and which makes the size 1. */
const UNUSUAL = 3;

/** Of how many (traces, spans) how many show something. Numbers that have faded are no whole ones. */
export interface Share {
  readonly count: number;
  readonly of: number;
}

/** A share that is not what is usual. */
export interface ShareShift {
  readonly direction: 'up' | 'down';
  /** 1 at the edge of what is usual. */
  readonly size: number;
  /** The counts between which nothing would be unusual. */
  readonly lower: number;
  readonly upper: number;
}

/**
 * Compares a share with a usual one. The measure is half of the G statistic of both (the log likelihood ratio of Wilks for "they are
 * the same"), so that a usual share known from few says less. Each side has half a one more that shows it and half a one that does
 * not, so that what never came can be compared. Undefined within the usual range, and where nothing is known of one side.
 */
export function shareShift(usual: Share, now: Share): ShareShift | undefined {
  const information = informationOf(usual, now);
  if (!(information > UNUSUAL)) return undefined;
  const direction = now.count > expectedOf(usual, now.of) ? 'up' : 'down';
  return { direction, size: information / UNUSUAL, ...usualCounts(usual, now.of) };
}

function usualCounts(usual: Share, of: number): { readonly lower: number; readonly upper: number } {
  const expected = Math.round(expectedOf(usual, of));
  const lower = lastUsual(usual, of, expected, 0);
  return { lower, upper: lastUsual(usual, of, expected, of) };
}

/** The count farthest from the expected one, on the way to `end`, that is usual. */
function lastUsual(usual: Share, of: number, expected: number, end: number): number {
  const isUsual = (count: number) => informationOf(usual, { count, of }) <= UNUSUAL;
  if (isUsual(end)) return end;
  let [inside, outside] = [expected, end];
  while (Math.abs(outside - inside) > 1) {
    const middle = Math.trunc((inside + outside) / 2);
    if (isUsual(middle)) inside = middle;
    else outside = middle;
  }
  return inside;
}

function expectedOf({ count, of }: Share, times: number): number {
  return (Math.min(count, of) / of) * times;
}

function informationOf(usual: Share, now: Share): number {
  if (!(usual.of > 0 && now.of > 0)) return 0;
  const [a, b] = [smoothed(usual), smoothed(now)];
  return likelihood(a) + likelihood(b) - likelihood({ count: a.count + b.count, of: a.of + b.of });
}

function smoothed({ count, of }: Share): Share {
  return { count: Math.min(count, of) + 0.5, of: of + 1 };
}

/** Log likelihood of a share at its own rate. */
function likelihood({ count, of }: Share): number {
  return count * Math.log(count / of) + (of - count) * Math.log(1 - count / of);
}
