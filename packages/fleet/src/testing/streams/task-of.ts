import type { KeyedState, Message, OutMessage, StreamService } from '@aiops/runtime';

/** One partition of a service, without a bus. */
export interface LoneTask {
  /** Takes a message, and returns what follows from it. */
  take(message: Message): OutMessage[];
  /** The same when the clock (epoch ms) goes on. */
  tick(now: number): OutMessage[];
}

/** Runs a service as one task whose state is only in memory. Faster than a test driver, which checks and copies everything. */
export function taskOf(service: StreamService): LoneTask {
  const entries = new Map<string, unknown>();
  const state: KeyedState = {
    get: <T>(key: string) => entries.get(key) as T | undefined,
    put: (key, value) => void entries.set(key, value),
    delete: (key) => void entries.delete(key),
    keys: () => entries.keys(),
  };
  const task = service.task(state, 0, 1);
  const collect = (work: (emit: (message: OutMessage) => void) => void) => {
    const out: OutMessage[] = [];
    work((message) => void out.push(message));
    return out;
  };
  return {
    take: (message) =>
      collect((emit) => {
        task.onMessage(message, emit);
        task.onBatchEnd?.(emit);
      }),
    tick: (now) => collect((emit) => task.onTick?.(now, emit)),
  };
}
