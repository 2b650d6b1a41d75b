import type { KeyedState } from '@aiops/runtime';

/** Keyed state in a map, as a task has it in memory. */
export function mapState(values = new Map<string, unknown>()): KeyedState {
  return {
    get: <T>(key: string) => values.get(key) as T | undefined,
    put: (key, value) => void values.set(key, value),
    delete: (key) => void values.delete(key),
    keys: () => values.keys(),
  };
}
