/** Places in a list that fit into a key; and the precision of scores, of which keys hold the millionths. */
const PLACES = 2 ** 24;
const PRECISION = 1e6;

/**
 * The places of scores (of whole millionths, below 500), the highest first, of equal ones the first. Score and place are put into one
 * number each: numbers are sorted several times as fast as by a comparison.
 */
export function bestFirst(scores: readonly number[]): number[] {
  const keys = Float64Array.from(scores, (score, place) => place - Math.round(score * PRECISION) * PLACES);
  keys.sort();
  return Array.from(keys, (key) => key - Math.floor(key / PLACES) * PLACES);
}
