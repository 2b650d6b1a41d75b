import { Counter, type Registry } from 'prom-client';

/** What a service tells about the series that it writes for dashboards. */
export interface SeriesInstruments {
  readonly seriesSamples: Counter<'service' | 'result'>;
}

/** Registers the counter; it has no series until something is written. */
export function seriesInstruments(registers: Registry[]): SeriesInstruments {
  return {
    seriesSamples: new Counter({
      name: 'aiops_series_samples_total',
      help: 'Samples for dashboards: written, failed (VictoriaMetrics did not take them), dropped (too many waited). None is sent twice.',
      labelNames: ['service', 'result'],
      registers,
    }),
  };
}
