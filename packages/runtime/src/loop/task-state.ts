import type { KeyedState } from './stream-service.ts';
import { REBUILD_KEY } from './task-start.ts';

/** All state of one task in memory, and which keys changed since the last checkpoint. */
export class TaskState implements KeyedState {
  readonly #values = new Map<string, unknown>();
  #dirty = new Set<string>();

  constructor(entries: Iterable<readonly [string, string]>) {
    for (const [key, json] of entries) this.#values.set(key, JSON.parse(json));
  }

  get<T>(key: string): T | undefined {
    return this.#values.get(key) as T | undefined;
  }

  put(key: string, value: unknown): void {
    this.#values.set(key, value);
    this.#dirty.add(key);
  }

  delete(key: string): void {
    if (this.#values.delete(key)) this.#dirty.add(key);
  }

  /** Without what the loop keeps for itself. */
  *keys(): IterableIterator<string> {
    for (const key of this.#values.keys()) if (key !== REBUILD_KEY) yield key;
  }

  get changed(): boolean {
    return this.#dirty.size > 0;
  }

  /** What changed since the last call, as JSON; null for a deleted key. */
  takeChanges(): Map<string, string | null> {
    const changes = new Map<string, string | null>();
    for (const key of this.#dirty) {
      changes.set(key, this.#values.has(key) ? JSON.stringify(this.#values.get(key)) : null);
    }
    this.#dirty = new Set();
    return changes;
  }
}
