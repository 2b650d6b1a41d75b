/** A value that changes, and who wants to know. */
export interface Store<T> {
  get(): T;
  /** Replaces the value; whoever watches is told unless it is the same. */
  set(value: T): void;
  /** Calls back after each change, until the function that it returns is called. */
  watch(wake: () => void): () => void;
}

/** A store that begins with this value. */
export function createStore<T>(initial: T): Store<T> {
  const watchers = new Set<() => void>();
  let value = initial;
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return;
      value = next;
      for (const wake of [...watchers]) wake();
    },
    watch(wake) {
      // A function of its own each time, so that the same callback may watch twice.
      const own = () => wake();
      watchers.add(own);
      return () => void watchers.delete(own);
    },
  };
}
