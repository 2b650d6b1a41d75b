import { noisySeries } from '../noisy-series.ts';
import type { SimulatedKind } from '../simulated-kind.ts';

/** Usual height of a burst in scales of the quiet noise, and how much bursts, and the samples of one, differ (log-normal). */
const HEIGHT = 15;
const HEIGHT_SPREAD = 0.7;
const SAMPLE_SPREAD = 0.2;

/**
 * A quiet level with Gaussian noise, and bursts above it (two states with chances to change, log-normal heights). Quiet
 * times last 20 minutes to some hours on average, bursts 1 to 10 minutes. The scale is that of the quiet noise.
 */
export const bursts: SimulatedKind = {
  title: 'a gauge with bursts',
  simulate(draws, samples) {
    const begins = 1 / draws.logBetween(40, 400);
    const ends = 1 / draws.logBetween(2, 20);
    let height = 0;
    const next = () => {
      if (height === 0 && draws.uniform() < begins)
        height = HEIGHT * Math.exp(HEIGHT_SPREAD * draws.gaussian());
      else if (height > 0 && draws.uniform() < ends) height = 0;
      return height * Math.exp(SAMPLE_SPREAD * draws.gaussian()) + draws.gaussian();
    };
    return noisySeries(draws, samples, { next, scale: 1 });
  },
};
