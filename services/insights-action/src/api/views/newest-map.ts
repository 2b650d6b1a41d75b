/** The newest `limit` values by key. A value that comes again is the newest. */
export interface NewestMap<V> {
  get(key: string): V | undefined;
  put(key: string, value: V): void;
  values(): V[];
}

export function createNewestMap<V>(limit: number): NewestMap<V> {
  const held = new Map<string, V>();
  return {
    get: (key) => held.get(key),
    put(key, value) {
      held.delete(key);
      held.set(key, value);
      if (held.size <= limit) return;
      const oldest = held.keys().next();
      if (oldest.done !== true) held.delete(oldest.value);
    },
    values: () => [...held.values()],
  };
}
