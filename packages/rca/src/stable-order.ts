/**
 * Puts places in the order of their keys (whole numbers below `size`); places with the same key keep the order in which they are given, that
 * of the keys unless told. A counting sort: several keys are sorted by one after the other, the last one first.
 */
export function stableOrder(size: number, keys: ArrayLike<number>, places?: Int32Array): Int32Array {
  const next = startsOf(size, keys);
  const count = places?.length ?? keys.length;
  const order = new Int32Array(count);
  for (let n = 0; n < count; n += 1) {
    const place = places === undefined ? n : (places[n] as number);
    const key = keys[place] as number;
    const to = next[key] as number;
    order[to] = place;
    next[key] = to + 1;
  }
  return order;
}

/** Where the entries of each key begin when they lie one after the other, and where the last ones end. */
export function startsOf(size: number, keys: ArrayLike<number>): Int32Array {
  const starts = new Int32Array(size + 1);
  for (let n = 0; n < keys.length; n += 1) {
    const key = keys[n] as number;
    starts[key + 1] = (starts[key + 1] as number) + 1;
  }
  for (let key = 0; key < size; key += 1) {
    starts[key + 1] = (starts[key + 1] as number) + (starts[key] as number);
  }
  return starts;
}
