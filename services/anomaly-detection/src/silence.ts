/** Notices when an input has said nothing for long, by the wall clock: the one thing that event time cannot tell. Never saved. */
export interface Silence {
  heard(): void;
  /** True once per silence, when it has lasted for the timeout at `now` (epoch ms). */
  tick(now: number): boolean;
}

/** The time (ms) counts from the first tick after something was heard. */
export function createSilence(timeoutMs: number): Silence {
  let since: number | undefined;
  let isTold = false;
  return {
    heard() {
      since = undefined;
      isTold = false;
    },
    tick(now) {
      since ??= now;
      if (isTold || now - since < timeoutMs) return false;
      isTold = true;
      return true;
    },
  };
}
