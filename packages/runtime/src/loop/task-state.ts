import { setImmediate as yieldToEvents } from 'node:timers/promises';
import { jsonCodec, type StateCodec } from './state-codec.ts';
import type { KeyedState } from './stream-service.ts';
import { REBUILD_KEY } from './task-start.ts';
import { startSlice } from './time-slice.ts';

interface Entry {
  value: unknown;
  /** Changed since the last checkpoint. */
  changed: boolean;
}

/** All state of one task in memory, and which keys changed since the last checkpoint. */
export class TaskState implements KeyedState {
  readonly #entries = new Map<string, Entry>();
  readonly #codec: StateCodec;
  #changed = new Set<string>();

  constructor(entries: Iterable<readonly [string, string]>, codec: StateCodec = jsonCodec) {
    this.#codec = codec;
    for (const [key, text] of entries)
      this.#entries.set(key, { value: codecOf(key, codec).read(key, text), changed: false });
  }

  get<T>(key: string): T | undefined {
    return this.#entries.get(key)?.value as T | undefined;
  }

  put(key: string, value: unknown): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) this.#entries.set(key, { value, changed: true });
    else {
      entry.value = value;
      // Nearly always it is known to have changed: one look-up for each sample instead of two.
      if (entry.changed) return;
      entry.changed = true;
    }
    this.#changed.add(key);
  }

  delete(key: string): void {
    if (this.#entries.delete(key)) this.#changed.add(key);
  }

  /** Without what the loop keeps for itself. */
  *keys(): IterableIterator<string> {
    for (const key of this.#entries.keys()) if (key !== REBUILD_KEY) yield key;
  }

  get changed(): boolean {
    return this.#changed.size > 0;
  }

  /**
   * What changed since the last call, as it is stored; null for a deleted key. Lets heartbeats and timers run in between; until it
   * resolves nothing may change.
   */
  async takeChanges(): Promise<Map<string, string | null>> {
    const keys = this.#changed;
    this.#changed = new Set();
    const changes = new Map<string, string | null>();
    let slice = startSlice();
    for (const key of keys) {
      const entry = this.#entries.get(key);
      changes.set(key, entry === undefined ? null : codecOf(key, this.#codec).write(key, entry.value));
      if (entry !== undefined) entry.changed = false;
      if (!slice.isOver()) continue;
      await yieldToEvents();
      slice = startSlice();
    }
    return changes;
  }
}

/** What the loop keeps for itself is none of the service's business. */
function codecOf(key: string, codec: StateCodec): StateCodec {
  return key === REBUILD_KEY ? jsonCodec : codec;
}
