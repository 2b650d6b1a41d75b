import { noisySeries } from '../noisy-series.ts';
import type { SimulatedKind } from '../simulated-kind.ts';

/** Independent Gaussian noise. */
export const gaussian: SimulatedKind = {
  title: 'Gaussian noise',
  simulate: (draws, samples) => noisySeries(draws, samples, { next: draws.gaussian, scale: 1 }),
};
