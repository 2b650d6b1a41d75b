import type { KeyedState } from '@aiops/runtime';

/** State of a task in which nothing survives but JSON, as after a restart. */
export function jsonState(): KeyedState & { readonly entries: ReadonlyMap<string, unknown> } {
  const entries = new Map<string, unknown>();
  return {
    entries,
    get: <T>(key: string) => entries.get(key) as T | undefined,
    put: (key, value) => void entries.set(key, JSON.parse(JSON.stringify(value))),
    delete: (key) => void entries.delete(key),
    keys: () => entries.keys(),
  };
}
