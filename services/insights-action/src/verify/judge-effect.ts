import type { Verdict } from './verdict.ts';
import type { Baseline } from './watch.ts';

/** Fewer values than this after a run tell nothing. */
const FEWEST = 3;
/** Share of the way back to what is normal that counts as an improvement. */
const CLEAR_SHARE = 0.5;
/** Share of the distance to what is normal by which a series has to move away to be worse. */
const WORSE_SHARE = 0.25;
/** Standard errors beyond which a move is no chance. */
const CLEAR_ERRORS = 3;
/** The standard error of a median is larger than that of a mean by this much. */
const MEDIAN_ERROR = 1.2533;
/** Standard deviations of normal noise in one median absolute deviation. */
const SIGMA_PER_MAD = 1.4826;
const DIGITS = 4;

/**
 * Whether a metric that should go this way did. Its level after the run is the median of the later half of its values (an effect
 * takes time), before it that of the values just before. The edge of what is normal is that of the band the anomaly carried, on
 * the side the metric comes from, else the rule's threshold. *Improved*: inside again, or at least half of the way there.
 * *Worse*: further away by a quarter of the distance. Both only when the move exceeds three standard errors of the two medians; their
 * noise is taken from the values themselves (median absolute deviation about each level).
 */
export function judgeEffect(
  baseline: Baseline,
  before: readonly number[],
  after: readonly number[],
  direction: 'down' | 'up',
): Verdict {
  const edge = edgeOf(baseline, direction);
  if (edge === undefined) return unknown('the anomaly tells neither a band nor a threshold to compare with');
  const earlier = before.length >= FEWEST || baseline.value === undefined ? before : [baseline.value];
  if (earlier.length === 0) return unknown('it is not known where the metric stood before the run');
  const later = after.slice(-Math.max(FEWEST, Math.ceil(after.length / 2)));
  const [from, to] = [median(earlier), median(later)];
  if (later.length < FEWEST)
    return unknown(`${later.length} values came after the run, and ${FEWEST} are needed`);
  const sign = direction === 'down' ? 1 : -1;
  const distance = sign * (from - edge);
  const moved = sign * (from - to);
  const isClear = Math.abs(moved) > CLEAR_ERRORS * errorOf(earlier, later);
  const levels = { before: from, after: to };
  const words = `it went from ${text(from)} to ${text(to)}, and ${text(edge)} is the edge of what is normal`;
  if (isClear && moved < -WORSE_SHARE * Math.max(distance, 0)) {
    return { effect: 'worse', why: `${words}: it moved away`, ...levels };
  }
  if (distance <= 0) return { effect: 'no_effect', why: `${words}: it was normal before the run`, ...levels };
  if (isClear && moved >= CLEAR_SHARE * distance) {
    const how = moved >= distance ? 'it is normal again' : 'it moved most of the way back';
    return { effect: 'improved', why: `${words}: ${how}`, ...levels };
  }
  return { effect: 'no_effect', why: `${words}: it did not clearly move`, ...levels };
}

/** The edge that a metric has to come back across. */
function edgeOf({ band, threshold }: Baseline, direction: 'down' | 'up'): number | undefined {
  if (band !== undefined) return direction === 'down' ? band.upper : band.lower;
  return threshold;
}

/** Standard error of the difference of the two medians. */
function errorOf(earlier: readonly number[], later: readonly number[]): number {
  const sigma = Math.max(spread(earlier), spread(later));
  return MEDIAN_ERROR * sigma * Math.sqrt(1 / earlier.length + 1 / later.length);
}

function spread(values: readonly number[]): number {
  const middle = median(values);
  return SIGMA_PER_MAD * median(values.map((value) => Math.abs(value - middle)));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

const text = (value: number) => String(Number(value.toPrecision(DIGITS)));

function unknown(why: string): Verdict {
  return { effect: 'unknown', why };
}
