import { noisySeries } from '../noisy-series.ts';
import type { SimulatedKind } from '../simulated-kind.ts';

/** How much periods and heights differ from one tooth to the next, and the noise, in parts of them. */
const PERIOD_JITTER = 0.15;
const HEIGHT_JITTER = 0.1;
const NOISE = 0.02;
const SHORTEST = 5;
/** 1.4826 median absolute deviations of what rises evenly from −0.5 to 0.5. */
const SCALE = 0.371;

/** Rises evenly and falls at once, like a heap between collections; a period takes 10 minutes to 8 hours. The scale is that of the teeth. */
export const sawTooth: SimulatedKind = {
  title: 'a saw-tooth with jitter',
  simulate(draws, samples) {
    const usual = draws.logBetween(20, 1_000);
    let [place, period, height] = [0, 0, 0];
    const next = () => {
      place += 1;
      if (place >= period) {
        place = 0;
        period = Math.max(SHORTEST, Math.round(usual * (1 + PERIOD_JITTER * draws.gaussian())));
        height = 1 + HEIGHT_JITTER * draws.gaussian();
      }
      return (height * place) / period - 0.5 + NOISE * draws.gaussian();
    };
    return noisySeries(draws, samples, { next, scale: SCALE });
  },
};
