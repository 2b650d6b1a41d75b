import type { Offsets } from '../bus/bus.ts';
import { Fenced } from '../errors.ts';
import { covers } from './covers.ts';
import type { Checkpoint, Records, StateStore } from './state-store.ts';

/** What takes a checkpoint back to the one before: former values of changed keys, null where there was none. */
type Undo = ReadonlyMap<string, string | null>;

interface Scope {
  epoch: number;
  entries: Map<string, string>;
  offsets: Offsets | undefined;
  previous: { readonly offsets: Offsets; readonly undo: Undo } | undefined;
  /** Which checkpoint the owner works on, and therefore what its next save builds on. */
  base: 'newest' | 'previous' | 'nothing';
}

/** State in this process. `close` keeps it, so that a service that is stopped and started again finds it. */
export function createMemoryStateStore(): StateStore {
  const scopes = new Map<string, Scope>();
  const values = new Map<string, string>();
  const sets = new Map<string, Map<string, string>>();
  const open = (name: string): Scope => {
    const scope = scopes.get(name) ?? {
      epoch: 0,
      entries: new Map(),
      offsets: undefined,
      previous: undefined,
      base: 'newest',
    };
    scopes.set(name, scope);
    return scope;
  };
  return {
    async acquire(name) {
      const scope = open(name);
      scope.base = 'newest';
      return ++scope.epoch;
    },
    async load(name, committed) {
      return choose(open(name), committed);
    },
    async save(name, epoch, offsets, changes) {
      const scope = open(name);
      if (epoch !== scope.epoch)
        throw new Fenced(
          `State of ${name} belongs to epoch ${scope.epoch}; epoch ${epoch} may not write it.`,
        );
      rebase(scope);
      advance(scope, offsets, changes);
    },
    async get(key) {
      return values.get(key);
    },
    async set(key, value) {
      values.set(key, value);
    },
    records(name) {
      const known = sets.get(name) ?? new Map<string, string>();
      sets.set(name, known);
      return recordsIn(known);
    },
    async close() {},
  };
}

function recordsIn(known: Map<string, string>): Records {
  return {
    async get(key) {
      return known.get(key);
    },
    async put(key, value) {
      known.set(key, value);
    },
    async create(key, value) {
      if (known.has(key)) return false;
      known.set(key, value);
      return true;
    },
    async replace(key, read, value) {
      if (known.get(key) !== read) return false;
      known.set(key, value);
      return true;
    },
    async delete(keys) {
      for (const key of keys) known.delete(key);
    },
    async all() {
      return new Map(known);
    },
  };
}

function choose(scope: Scope, committed: Offsets): Checkpoint | undefined {
  if (scope.offsets !== undefined && covers(committed, scope.offsets)) {
    scope.base = 'newest';
    return { offsets: scope.offsets, entries: new Map(scope.entries) };
  }
  if (scope.previous !== undefined && covers(committed, scope.previous.offsets)) {
    scope.base = 'previous';
    const entries = new Map(scope.entries);
    apply(entries, scope.previous.undo);
    return { offsets: scope.previous.offsets, entries };
  }
  scope.base = 'nothing';
  return undefined;
}

/** Puts the scope back to the checkpoint that its owner loaded; not done by `load`, which must not disturb a successor. */
function rebase(scope: Scope): void {
  if (scope.base === 'previous' && scope.previous !== undefined) {
    apply(scope.entries, scope.previous.undo);
    scope.offsets = scope.previous.offsets;
  } else if (scope.base === 'nothing') {
    scope.entries.clear();
    scope.offsets = undefined;
  }
  scope.base = 'newest';
}

function advance(scope: Scope, offsets: Offsets, changes: ReadonlyMap<string, string | null>): void {
  const undo = new Map([...changes.keys()].map((key) => [key, scope.entries.get(key) ?? null]));
  apply(scope.entries, changes);
  scope.previous = scope.offsets === undefined ? undefined : { offsets: scope.offsets, undo };
  scope.offsets = { ...offsets };
}

function apply(entries: Map<string, string>, changes: ReadonlyMap<string, string | null>): void {
  for (const [key, value] of changes) {
    if (value === null) entries.delete(key);
    else entries.set(key, value);
  }
}
