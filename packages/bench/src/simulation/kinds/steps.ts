import type { SimulatedKind } from '../simulated-kind.ts';
import { SAMPLES_PER_DAY } from '../simulated-series.ts';

/** Usual time between two steps. */
const QUIET = 4 * SAMPLES_PER_DAY;
/** Nothing is noise here: 1 % of the level stands for the scale. */
const SCALE = 0.01;

/** The same value for days, then another one, 10 to 50 % above or below. */
export const steps: SimulatedKind = {
  title: 'constant with rare steps',
  simulate(draws, samples) {
    let level = draws.logBetween(1e-3, 1e9) * draws.logBetween(1, 1_000);
    const sigma = SCALE * level;
    const values = new Float64Array(samples);
    const changes: number[] = [];
    let change = Math.ceil(draws.exponential(QUIET));
    for (let i = 0; i < samples; i += 1) {
      if (i === change) {
        level *= 1 + (draws.uniform() < 0.5 ? -1 : 1) * draws.between(0.1, 0.5);
        changes.push(i);
        change += Math.ceil(draws.exponential(QUIET));
      }
      values[i] = level;
    }
    return { values, middle: values, sigma, counts: false, restless: false, steps: changes };
  },
};
