/** Random numbers of the distributions that the simulated series are made of. */
export interface Draws {
  /** In (0, 1). */
  uniform(): number;
  between(low: number, high: number): number;
  /** Between two positive numbers, each order of magnitude as likely as the next. */
  logBetween(low: number, high: number): number;
  /** Mean 0, standard deviation 1. */
  gaussian(): number;
  /** Student's t: the fewer degrees of freedom, the heavier the tails. */
  studentT(degrees: number): number;
  exponential(mean: number): number;
  /** A count; made for means below some hundreds. */
  poisson(mean: number): number;
}

/** Draws from a source of uniform numbers in (0, 1): Box–Muller for the Gaussian, Knuth's product for counts. */
export function createDraws(uniform: () => number): Draws {
  const gaussian = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  return {
    uniform,
    between: (low, high) => low + (high - low) * uniform(),
    logBetween: (low, high) => low * (high / low) ** uniform(),
    gaussian,
    studentT(degrees) {
      let squares = 0;
      for (let i = 0; i < degrees; i += 1) squares += gaussian() ** 2;
      return gaussian() / Math.sqrt(squares / degrees);
    },
    exponential: (mean) => -mean * Math.log(uniform()),
    poisson(mean) {
      const limit = Math.exp(-mean);
      let count = 0;
      for (let product = uniform(); product > limit; product *= uniform()) count += 1;
      return count;
    },
  };
}
