import { createStore, type Store } from '../live/store.ts';

/** A store whose value outlives the page in this browser; `read` makes a value of the text that was kept, or of nothing. */
export function createStored<T extends string>(key: string, read: (kept: string | null) => T): Store<T> {
  const store = createStore(read(keptIn(key)));
  store.watch(() => keep(key, store.get()));
  return store;
}

/** A browser may forbid it; then the choice lasts as long as the page. */
function keptIn(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // See above.
  }
}
