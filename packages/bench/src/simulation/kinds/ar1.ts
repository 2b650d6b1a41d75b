import { noisySeries } from '../noisy-series.ts';
import type { SimulatedKind } from '../simulated-kind.ts';

const MEMORY = 0.9;

/** Noise that remembers: each sample is 0.9 of the last one and something new (AR(1)), with standard deviation 1 as a whole. */
export const ar1: SimulatedKind = {
  title: 'AR(1) noise, coefficient 0.9',
  simulate(draws, samples) {
    const fresh = Math.sqrt(1 - MEMORY ** 2);
    let noise = draws.gaussian();
    const next = () => {
      noise = MEMORY * noise + fresh * draws.gaussian();
      return noise;
    };
    return noisySeries(draws, samples, { next, scale: 1 });
  },
};
