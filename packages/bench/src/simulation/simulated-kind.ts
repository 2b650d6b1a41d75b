import type { Draws } from './draws.ts';
import type { SimulatedSeries } from './simulated-series.ts';

/** A kind of series. What may differ between its series (level, unit, rate, period…) is drawn as well. */
export interface SimulatedKind {
  /** For people. */
  readonly title: string;
  readonly simulate: (draws: Draws, samples: number) => SimulatedSeries;
}
