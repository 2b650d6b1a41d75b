/** Longest time that work goes on without letting heartbeats and timers run. */
const SLICE_MS = 20;
/** Short steps between two looks at the clock. */
const STEPS = 16;

export interface Slice {
  /** To be asked after each short step: true when it is time to let others run. */
  isOver(): boolean;
  /** The same after a long step. */
  isOverNow(): boolean;
}

/** Begins a slice of work. */
export function startSlice(): Slice {
  const end = performance.now() + SLICE_MS;
  let steps = 0;
  const isOverNow = () => performance.now() >= end;
  return {
    isOver() {
      steps += 1;
      return steps % STEPS === 0 && isOverNow();
    },
    isOverNow,
  };
}
