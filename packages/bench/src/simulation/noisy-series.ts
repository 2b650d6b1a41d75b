import type { Draws } from './draws.ts';
import type { SimulatedSeries } from './simulated-series.ts';

/** What a kind of noise is: its values, and its robust scale in the same unit. */
export interface Noise {
  readonly next: () => number;
  readonly scale: number;
}

/** Noise around a level that stays. The unit lies between 1e-3 and 1e9, the level between 1 and 1,000 units. */
export function noisySeries(draws: Draws, samples: number, { next, scale }: Noise): SimulatedSeries {
  const unit = draws.logBetween(1e-3, 1e9);
  const level = unit * draws.logBetween(1, 1_000);
  return {
    values: Float64Array.from({ length: samples }, () => level + unit * next()),
    middle: new Float64Array(samples).fill(level),
    sigma: unit * scale,
    counts: false,
    restless: true,
    steps: [],
  };
}
