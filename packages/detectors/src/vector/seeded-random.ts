/** The state of a stream of random numbers. */
export interface RandomState {
  random: number;
}

/** The next number in [0, 1) (mulberry32): the same state, the same numbers, on every machine. */
export function nextRandom(state: RandomState): number {
  state.random = (state.random + 0x6d2b79f5) | 0;
  let t = Math.imul(state.random ^ (state.random >>> 15), 1 | state.random);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
