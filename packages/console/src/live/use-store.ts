import { useEffect, useReducer } from 'preact/hooks';
import type { Store } from './store.ts';

/** The value of a store now; the component is drawn again when it changes. */
export function useStore<T>(store: Pick<Store<T>, 'get' | 'watch'>): T {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const before = store.get();
    const stop = store.watch(() => redraw(undefined));
    // It may have changed between drawing and now.
    if (!Object.is(before, store.get())) redraw(undefined);
    return stop;
  }, [store]);
  return store.get();
}
