import type { Offsets, StateStore } from '@aiops/runtime';

/** A scope in the hands of one instance: what a test says in one line. */
export interface StateOwner {
  load(committed: Offsets): ReturnType<StateStore['load']>;
  save(offsets: Offsets, changes: Readonly<Record<string, string | null>>): Promise<void>;
}

/** Takes a scope over. */
export async function owner(store: StateStore, scope: string): Promise<StateOwner> {
  const epoch = await store.acquire(scope);
  return {
    load: (committed) => store.load(scope, committed),
    save: (offsets, changes) => store.save(scope, epoch, offsets, new Map(Object.entries(changes))),
  };
}
