/** Places in a list that fit into a key; and the precision of scores, of which keys hold the millionths. */
const PLACES = 2 ** 24;
const PRECISION = 1e6;

/**
 * The places of scores (of whole millionths, below 500), the highest first, of equal ones the first. Score and place are put into one
 * number each: numbers are sorted several times as fast as by a comparison.
 */
export function bestFirst(scores: ArrayLike<number>): number[] {
  const keys = new Float64Array(scores.length);
  for (let place = 0; place < scores.length; place += 1)
    keys[place] = place - Math.round((scores[place] as number) * PRECISION) * PLACES;
  keys.sort();
  const order: number[] = [];
  for (let n = 0; n < keys.length; n += 1) {
    const key = keys[n] as number;
    order.push(key - Math.floor(key / PLACES) * PLACES);
  }
  return order;
}

/** The first so many (few) of {@link bestFirst}, without putting all the others in order. */
export function leadersOf(scores: ArrayLike<number>, count: number): number[] {
  const leaders: number[] = [];
  for (let place = 0; place < scores.length; place += 1) {
    const score = scores[place] as number;
    const isFull = leaders.length >= count;
    if (isFull && !(score > (scores[leaders.at(-1) as number] as number))) continue;
    if (isFull) leaders.pop();
    const behind = leaders.findIndex((leader) => score > (scores[leader] as number));
    leaders.splice(behind < 0 ? leaders.length : behind, 0, place);
  }
  return leaders;
}
