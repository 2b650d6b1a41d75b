/** A task that runs again and again until it is stopped. */
export interface Repeating {
  /** Interrupts the wait, lets a run under way end (it sees the signal), and resolves after it. */
  stop(): Promise<void>;
}

/** Runs `task` now and then again after as many milliseconds as it answers, never twice at once. `task` must not reject. */
export function repeat(task: (signal: AbortSignal) => Promise<number>): Repeating {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  const run = () => {
    running = task(controller.signal).then((waitMs) => {
      if (!controller.signal.aborted) timer = setTimeout(run, waitMs);
    });
  };
  run();
  return {
    async stop() {
      controller.abort();
      clearTimeout(timer);
      await running;
    },
  };
}
