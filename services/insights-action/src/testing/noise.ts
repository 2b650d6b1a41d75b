/** Gaussian noise about a level, the same for the same seed; a small multiplicative generator and the sum of twelve draws. */
export function noiseOf(seed: number): (level: number, sigma: number, count: number) => number[] {
  let state = (seed * 2 + 1) % 2_147_483_647;
  const draw = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  const gaussian = () => Array.from({ length: 12 }, draw).reduce((sum, value) => sum + value, -6);
  return (level, sigma, count) => Array.from({ length: count }, () => level + sigma * gaussian());
}
