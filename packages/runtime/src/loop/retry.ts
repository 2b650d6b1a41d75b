import { setTimeout as sleep } from 'node:timers/promises';
import { Unavailable } from '../errors.ts';

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 5_000;

export interface RetryOptions {
  readonly signal: AbortSignal;
  readonly onUnavailable: (error: Unavailable) => void;
}

/** Repeats an action while what it depends on is unavailable, with growing pauses. Any other error is passed on. */
export async function untilAvailable<T>(action: () => Promise<T>, options: RetryOptions): Promise<T> {
  for (let delay = FIRST_DELAY_MS; ; delay = Math.min(delay * 2, LONGEST_DELAY_MS)) {
    try {
      return await action();
    } catch (error) {
      if (!(error instanceof Unavailable) || options.signal.aborted) throw error;
      options.onUnavailable(error);
      await sleep(delay, undefined, { signal: options.signal }).catch(() => undefined);
      if (options.signal.aborted) throw error;
    }
  }
}
