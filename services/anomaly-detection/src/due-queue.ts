interface Entry {
  readonly due: number;
  readonly key: string;
}

/**
 * Keys in the order in which something is due for them. The truth about a key lies in its state; the queue only promises
 * to ask about it no later than needed, so that a key whose due time keeps moving away costs nothing per sample.
 * It is not part of the state: it is filled again from the state after a restart, with the same answers.
 */
export interface DueQueue {
  /** Has the key asked about once `due` is reached, or earlier if that was promised before. */
  schedule(key: string, due: number): void;
  /**
   * Asks about every key due up to `until`, in order of (due, key). The answer is when to ask again, or undefined. A key
   * that is due later than `due` has to be answered with that time, also when it lies before `until`: its turn comes after
   * those that are due before it, and so the order does not depend on what was promised, which a restart forgets.
   */
  drain(until: number, ask: (key: string, due: number) => number | undefined): void;
}

export function createDueQueue(): DueQueue {
  const heap: Entry[] = [];
  const promised = new Map<string, number>();
  const schedule = (key: string, due: number) => {
    const earlier = promised.get(key);
    if (earlier !== undefined && earlier <= due) return;
    promised.set(key, due);
    push(heap, { due, key });
  };
  return {
    schedule,
    drain(until, ask) {
      for (let top = heap[0]; top !== undefined && top.due <= until; top = heap[0]) {
        pop(heap);
        // An entry that was replaced by an earlier one has had its turn already.
        if (promised.get(top.key) !== top.due) continue;
        promised.delete(top.key);
        const again = ask(top.key, top.due);
        if (again !== undefined) schedule(top.key, again);
      }
    },
  };
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.due < b.due || (a.due === b.due && a.key < b.key);
}

function push(heap: Entry[], entry: Entry): void {
  let place = heap.length;
  heap.push(entry);
  while (place > 0) {
    const parent = (place - 1) >>> 1;
    const above = heap[parent] as Entry;
    if (!isBefore(entry, above)) break;
    heap[place] = above;
    place = parent;
  }
  heap[place] = entry;
}

function pop(heap: Entry[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let place = 0;
  for (;;) {
    let child = 2 * place + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && isBefore(heap[child + 1] as Entry, heap[child] as Entry)) child += 1;
    if (!isBefore(heap[child] as Entry, last)) break;
    heap[place] = heap[child] as Entry;
    place = child;
  }
  heap[place] = last;
}
