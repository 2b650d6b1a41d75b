/** Collects what comes and hands it over together, at most once per turn of `schedule`. */
export interface Batch<T> {
  add(item: T): void;
}

/**
 * Two hundred updates a second become at most one change of the page per frame. `schedule` is `requestAnimationFrame` in a page that is
 * seen; a hidden one gets no frames, so something else has to be given there.
 */
export function createBatch<T>(
  schedule: (take: () => void) => void,
  take: (items: readonly T[]) => void,
): Batch<T> {
  let waiting: T[] = [];
  return {
    add(item) {
      waiting.push(item);
      if (waiting.length > 1) return;
      schedule(() => {
        const items = waiting;
        waiting = [];
        take(items);
      });
    },
  };
}
