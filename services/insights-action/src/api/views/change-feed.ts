/** Something that clients are told. */
export interface Change {
  readonly id: string;
  readonly event: string;
  /** JSON. */
  readonly data: string;
}

export interface ChangeFeed {
  push(event: string, data: object): void;
  /** Place of the oldest change that is kept, and of the next one to come. */
  readonly first: number;
  readonly next: number;
  /** The change at a place, undefined when it is not kept or not there yet. */
  at(place: number): Change | undefined;
  /** Id that stands for everything before a place. */
  idBefore(place: number): string;
  /** The place after the change of that id; undefined when it is not known whether something was missed. */
  after(id: string): number | undefined;
  /** Calls back after each change, until the function that it returns is called. */
  watch(wake: () => void): () => void;
}

/**
 * The newest `limit` changes, in order. `epoch` names this feed among those of other instances and earlier processes: an id
 * of another feed says nothing about what was missed in this one.
 */
export function createChangeFeed(epoch: string, limit: number): ChangeFeed {
  const kept = new Map<number, Change>();
  const watchers = new Set<() => void>();
  let next = 1;
  const oldest = () => Math.max(1, next - limit);
  return {
    push(event, data) {
      kept.set(next, { id: `${epoch}-${next}`, event, data: JSON.stringify(data) });
      kept.delete(next - limit);
      next += 1;
      for (const wake of [...watchers]) wake();
    },
    get first() {
      return oldest();
    },
    get next() {
      return next;
    },
    at: (place) => kept.get(place),
    idBefore: (place) => `${epoch}-${place - 1}`,
    after(id) {
      const number = id.startsWith(`${epoch}-`) ? Number(id.slice(epoch.length + 1)) : Number.NaN;
      const place = number + 1;
      return Number.isSafeInteger(number) && place >= oldest() && place <= next ? place : undefined;
    },
    watch(wake) {
      // A function of its own each time, so that the same callback may watch twice.
      const own = () => wake();
      watchers.add(own);
      return () => void watchers.delete(own);
    },
  };
}
