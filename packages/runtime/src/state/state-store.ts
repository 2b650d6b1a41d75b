import type { Offsets } from '../bus/bus.ts';

/** What a checkpoint holds: all state of one task, and the input offsets that it stands for. */
export interface Checkpoint {
  readonly offsets: Offsets;
  /** Keyed state as text. */
  readonly entries: ReadonlyMap<string, string>;
}

/**
 * A small set of texts by key that every instance of a service reads and writes: what is shown to people, what was
 * delivered, who holds a claim. Each call is atomic; the last writer of a key wins.
 */
export interface Records {
  get(key: string): Promise<string | undefined>;
  put(key: string, value: string): Promise<void>;
  /** Writes the value if the key has none; false when somebody was here before. */
  create(key: string, value: string): Promise<boolean>;
  /**
   * Writes the value if the key still has the one that was read (undefined: none); false when somebody has written meanwhile. Of a
   * call that rejected with `Unavailable` the value may have been written.
   */
  replace(key: string, read: string | undefined, value: string): Promise<boolean>;
  delete(keys: readonly string[]): Promise<void>;
  all(): Promise<ReadonlyMap<string, string>>;
}

/**
 * Where detector state and cursors live. A *scope* is one task of one service, `anomaly-detection/2`.
 * Two checkpoints are kept: the last one, and the one before, which is what counts when the process died between writing
 * the state and committing its offsets.
 */
export interface StateStore {
  /** Takes a scope over and returns the new epoch: writes of earlier epochs are refused from now on. */
  acquire(scope: string): Promise<number>;
  /** The newest kept checkpoint whose offsets are at or below `committed` for every topic, or undefined. */
  load(scope: string, committed: Offsets): Promise<Checkpoint | undefined>;
  /**
   * Writes changed entries (null deletes) and the offsets they stand for, on top of the checkpoint that was loaded or
   * saved last. Atomic. Rejects with {@link Fenced} when a newer epoch owns the scope.
   */
  save(
    scope: string,
    epoch: number,
    offsets: Offsets,
    changes: ReadonlyMap<string, string | null>,
  ): Promise<void>;
  /** A small value on its own, for instance a poller's cursor. */
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string): Promise<void>;
  /** The set of that name; it is there once something was put into it. */
  records(name: string): Records;
  close(): Promise<void>;
}
