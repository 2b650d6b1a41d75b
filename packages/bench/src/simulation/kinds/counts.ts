import type { SimulatedKind } from '../simulated-kind.ts';

/** From this mean on it would be odd to count the same for an hour. */
const RESTLESS_FROM = 2;

/** Events in each interval (Poisson): every other series has rare ones, mostly 0, the others some tens. The scale is the root of the mean. */
export const counts: SimulatedKind = {
  title: 'counts (Poisson, means from 0.05 to 60)',
  simulate(draws, samples) {
    const mean = draws.uniform() < 0.5 ? draws.logBetween(0.05, 1) : draws.logBetween(3, 60);
    return {
      values: Float64Array.from({ length: samples }, () => draws.poisson(mean)),
      middle: new Float64Array(samples).fill(mean),
      sigma: Math.sqrt(mean),
      counts: true,
      restless: mean >= RESTLESS_FROM,
      steps: [],
    };
  },
};
