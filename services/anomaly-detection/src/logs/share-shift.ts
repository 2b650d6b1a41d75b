import type { RateShift } from './rate-shift.ts';

/** Information (nats) from which a share is told to be unusual, and which makes the size 1. */
const UNUSUAL = 3;

/** Of how many traces how many show something. */
export interface Share {
  readonly count: number;
  readonly of: number;
}

/**
 * Compares a share of traces with a usual one. The measure is half of the G statistic of both (Wilks' log likelihood ratio for "they
 * are the same"), so that a usual share known from few traces says less. Each side has half a trace more that shows it and
 * half a one that does not, so that what never came can be compared. Undefined within the usual range, and without traces.
 */
export function shareShift(now: Share, usual: Share): RateShift | undefined {
  const information = informationOf(now, usual);
  if (!(information > UNUSUAL)) return undefined;
  const expected = (usual.count / usual.of) * now.of;
  return { direction: now.count > expected ? 'up' : 'down', size: information / UNUSUAL, expected };
}

/** The counts among `of` traces between which nothing is unusual. */
export function usualShare(of: number, usual: Share): { readonly lower: number; readonly upper: number } {
  const isUsual = (count: number) => informationOf({ count, of }, usual) <= UNUSUAL;
  const expected = Math.round((usual.count / usual.of) * of);
  let [lower, upper] = [expected, expected];
  while (lower > 0 && isUsual(lower - 1)) lower -= 1;
  while (upper < of && isUsual(upper + 1)) upper += 1;
  return { lower, upper };
}

function informationOf(now: Share, usual: Share): number {
  if (now.of === 0 || usual.of === 0) return 0;
  const [a, b] = [smoothed(now), smoothed(usual)];
  const both = { count: a.count + b.count, of: a.of + b.of };
  return likelihood(a) + likelihood(b) - likelihood(both);
}

function smoothed({ count, of }: Share): Share {
  return { count: Math.min(count, of) + 0.5, of: of + 1 };
}

/** Log likelihood of a share at its own rate. */
function likelihood({ count, of }: Share): number {
  return count * Math.log(count / of) + (of - count) * Math.log(1 - count / of);
}
