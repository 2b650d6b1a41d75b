import { useEffect, useState } from 'preact/hooks';
import { type Asked, askApi } from './api-client.ts';
import type { ApiRefused } from './api-refused.ts';
import type { Operations } from './api-types.ts';
import { reloads } from './live.ts';
import { useStore } from './use-store.ts';

/** What is known of an answer: nothing yet, the answer, or why there is none; an answer stays while a newer one is fetched. */
export interface Awaited<T> {
  readonly value: T | undefined;
  readonly error: ApiRefused | undefined;
}

/**
 * Asks the API when the component appears, again whenever `key` changes, and when everything has to be loaded anew. The key says
 * what the answer depends on, for instance an id and its revision; while it is undefined nothing is asked.
 */
export function useAnswer<N extends keyof Operations>(
  name: N,
  asked: Asked<N>,
  key: string | undefined,
): Awaited<Operations[N]['answer']> {
  const [state, setState] = useState<Awaited<Operations[N]['answer']>>({
    value: undefined,
    error: undefined,
  });
  const turn = useStore(reloads);
  useEffect(() => {
    if (key === undefined) return;
    const abort = new AbortController();
    askApi(name, { ...asked, signal: abort.signal }).then(
      (value) => setState({ value, error: undefined }),
      (error: ApiRefused) => {
        if (!abort.signal.aborted) setState((before) => ({ value: before.value, error }));
      },
    );
    return () => abort.abort();
  }, [name, key, turn]);
  return state;
}
