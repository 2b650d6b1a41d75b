import type { KeyedState } from '@aiops/runtime';

/** A copy of a task's state that can be changed without a trace. */
export function copiedState(state: KeyedState): KeyedState {
  const entries = new Map<string, unknown>();
  for (const key of state.keys()) entries.set(key, structuredClone(state.get(key)));
  return {
    get: <T>(key: string) => entries.get(key) as T | undefined,
    put: (key, value) => void entries.set(key, value),
    delete: (key) => void entries.delete(key),
    keys: () => entries.keys(),
  };
}
