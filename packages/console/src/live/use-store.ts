import { useEffect, useReducer, useRef } from 'preact/hooks';
import type { Store } from './store.ts';

/** The value of a store now; the component is drawn again when it changes. */
export function useStore<T>(store: Pick<Store<T>, 'get' | 'watch'>): T {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const drawn = useRef<T>(store.get());
  drawn.current = store.get();
  useEffect(() => {
    // Effects run after the browser has painted: what changed in between would never be told.
    if (!Object.is(drawn.current, store.get())) redraw(undefined);
    return store.watch(() => redraw(undefined));
  }, [store]);
  return drawn.current;
}
