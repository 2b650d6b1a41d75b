import type { SimulatedSeries } from './simulated-series.ts';

/** Something that goes wrong in a series and is over after a while. */
export interface Fault {
  /** For people. */
  readonly title: string;
  readonly samples: number;
  /** Whether it can be told from what is usual in the series. */
  readonly suits: (series: SimulatedSeries) => boolean;
  /** What sample `index` becomes when the fault begins at sample `from`. */
  readonly valueAt: (series: SimulatedSeries, from: number, index: number) => number;
}
