import type { Fault } from './fault.ts';
import { SAMPLES_PER_HOUR, type SimulatedSeries } from './simulated-series.ts';

const VARIANCE_FACTOR = 3;

const anySeries = () => true;
const noisy = ({ values, middle }: SimulatedSeries) => values !== middle;

/** The faults by name, in the order in which they are told. */
export const faults: ReadonlyMap<string, Fault> = new Map([
  ['spike', raised('8 σ up, one sample', 8, 1)],
  ['spike-3', raised('8 σ up, three samples', 8, 3)],
  ['shift', raised('4 σ up for 2 h', 4, 2 * SAMPLES_PER_HOUR)],
  ['leak', leak(6, 6 * SAMPLES_PER_HOUR)],
  ['variance', variance(2 * SAMPLES_PER_HOUR)],
  ['lost-season', lostSeason(6 * SAMPLES_PER_HOUR)],
  ['flat-line', flatLine(SAMPLES_PER_HOUR)],
]);

function raised(title: string, sigmas: number, samples: number): Fault {
  return {
    title,
    samples,
    suits: anySeries,
    valueAt: (series, _from, index) => at(series.values, index) + sigmas * series.sigma,
  };
}

function leak(sigmas: number, samples: number): Fault {
  return {
    title: `rises to ${sigmas} σ within 6 h`,
    samples,
    suits: anySeries,
    valueAt: (series, from, index) =>
      at(series.values, index) + (sigmas * series.sigma * (index - from + 1)) / samples,
  };
}

function variance(samples: number): Fault {
  return {
    title: `variance times ${VARIANCE_FACTOR} for 2 h`,
    samples,
    suits: noisy,
    valueAt({ values, middle }, _from, index) {
      const usual = at(middle, index);
      return usual + Math.sqrt(VARIANCE_FACTOR) * (at(values, index) - usual);
    },
  };
}

function lostSeason(samples: number): Fault {
  return {
    title: 'season gone for 6 h',
    samples,
    suits: ({ season }) => season !== undefined,
    valueAt: ({ values, season = values }, _from, index) => at(values, index) - at(season, index),
  };
}

function flatLine(samples: number): Fault {
  return {
    title: 'the same value for 1 h',
    samples,
    suits: ({ restless }) => restless,
    valueAt: ({ values }, from) => at(values, from - 1),
  };
}

function at(values: Float64Array, index: number): number {
  return values[index] as number;
}
