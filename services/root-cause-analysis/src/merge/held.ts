/** A message that waits for its place in the total order. Plain JSON if the value is. */
export interface Held<T> {
  /** Event time at which it takes its place. */
  readonly at: number;
  readonly id: string;
  readonly revision: number;
  readonly value: T;
}

type Place = Pick<Held<unknown>, 'at' | 'id' | 'revision'>;

/** The total order: by time, id and revision. It depends on contents only, never on how messages arrived. */
export function comparePlace(a: Place, b: Place): number {
  if (a.at !== b.at) return a.at - b.at;
  if (a.id !== b.id) return a.id < b.id ? -1 : 1;
  return a.revision - b.revision;
}

/** Puts an entry in its place among entries that are in order. */
export function insertInOrder<T>(entries: Held<T>[], entry: Held<T>): void {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = entries[middle];
    if (other !== undefined && comparePlace(other, entry) < 0) low = middle + 1;
    else high = middle;
  }
  entries.splice(low, 0, entry);
}
