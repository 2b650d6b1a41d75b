/** A task that runs again and again until it is stopped. */
export interface RepeatedTask {
  /** Lets a run under way see that it is over, and resolves after it. */
  stop(): Promise<void>;
}

/** Runs `task` now and then again `ms` after each end, never twice at once. `task` must not reject. */
export function repeatTask(ms: number, task: (signal: AbortSignal) => Promise<void>): RepeatedTask {
  const ending = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const run = async (): Promise<void> => {
    await task(ending.signal);
    if (!ending.signal.aborted) timer = setTimeout(() => (running = run()), ms);
  };
  let running = run();
  return {
    async stop() {
      ending.abort();
      clearTimeout(timer);
      await running;
    },
  };
}
