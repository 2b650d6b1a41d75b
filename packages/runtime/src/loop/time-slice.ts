/** Longest time that work goes on without letting heartbeats and timers run. */
const SLICE_MS = 20;
/** Steps between two looks at the clock. */
const STEPS = 16;

/** Begins a slice of work. To be asked after each step: true when it is time to let others run. */
export function startSlice(): () => boolean {
  const end = performance.now() + SLICE_MS;
  let steps = 0;
  return () => {
    steps += 1;
    return steps % STEPS === 0 && performance.now() >= end;
  };
}
