import type { Counter, KeyedState } from '@aiops/runtime';
import { createDueQueue } from '../due-queue.ts';
import type { EntityRef } from '../subject.ts';
import {
  emptyOperation,
  learnWindow,
  makeRoom,
  type OperationProfile,
  usualFirst,
} from './operation-profile.ts';

const PREFIX = 'spans/usual/';
/** Operations of an entity that are remembered. */
const MAX_OPERATIONS = 200;

/** What the spans of an entity usually are like, by operation: a slash and its name, which may be `__proto__`. Plain JSON. */
interface UsualProfile {
  readonly operations: Record<string, OperationProfile>;
  /** Event time (epoch ms) at which the entity is forgotten unless a span comes. */
  idleAt: number;
}

/** Compares one operation of an entity; true when its window is to be learned. The window begins at `from` (epoch ms). */
export type CompareOperation = (
  entity: EntityRef,
  usual: OperationProfile | undefined,
  now: OperationProfile,
  from: number,
) => boolean;

export interface UsualProfileOptions {
  /** So long (ms) an entity without spans is remembered. */
  readonly evictAfter: number;
  /** Operations that have no room. */
  readonly crowded: Counter;
  readonly evicted: Counter;
}

/** What is usual for the entities of a partition. */
export interface UsualProfiles {
  operation(entityId: string, name: string): OperationProfile | undefined;
  /** Compares the operations of an entity in the window that began at `from`, and learns them. */
  learn(
    entity: EntityRef,
    window: Readonly<Record<string, OperationProfile>>,
    from: number,
    compare: CompareOperation,
  ): void;
  /** Forgets who is idle at the window `from`; `last` is the one before it. */
  forgetIdle(from: number, last: number): void;
}

/** Each entity has a key of its own in the state, which changes once in a window. */
export function createUsualProfiles(state: KeyedState, options: UsualProfileOptions): UsualProfiles {
  const { evictAfter, crowded, evicted } = options;
  const idle = createDueQueue();
  for (const key of state.keys())
    if (key.startsWith(PREFIX)) idle.schedule(key, state.get<UsualProfile>(key)?.idleAt ?? 0);
  return {
    operation: (entityId, name) => state.get<UsualProfile>(PREFIX + entityId)?.operations[name],
    learn(entity, window, from, compare) {
      const key = PREFIX + entity.id;
      const operations = state.get<UsualProfile>(key)?.operations ?? {};
      for (const [name, now] of usualFirst(window, operations)) {
        const usual = operations[name];
        if (!compare(entity, usual, now, from)) continue;
        if (usual === undefined && !makeRoom(operations, MAX_OPERATIONS, from)) {
          crowded.inc();
          continue;
        }
        const kept = usual ?? emptyOperation(now.operation, from);
        operations[name] = kept;
        learnWindow(kept, now);
      }
      const idleAt = from + evictAfter;
      state.put(key, { operations, idleAt });
      idle.schedule(key, idleAt);
    },
    forgetIdle(from, last) {
      // Where nothing came for long, the others get their time again, as series do.
      const leapt = from - last > evictAfter / 2;
      idle.drain(from, (key, due) => {
        const usual = state.get<UsualProfile>(key);
        if (usual === undefined || usual.idleAt > due) return usual?.idleAt;
        if (leapt) {
          usual.idleAt = from + evictAfter;
          state.put(key, usual);
          return usual.idleAt;
        }
        state.delete(key);
        evicted.inc();
        return undefined;
      });
    },
  };
}
