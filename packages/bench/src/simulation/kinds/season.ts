import type { Draws } from '../draws.ts';
import type { SimulatedKind } from '../simulated-kind.ts';
import { SAMPLES_PER_DAY, SAMPLES_PER_WEEK } from '../simulated-series.ts';

/** Waves over a day and over a week, twice as fast ones on top, a slow trend, and Gaussian noise of which all of them are multiples. */
export const season: SimulatedKind = {
  title: 'daily and weekly season, trend and Gaussian noise',
  simulate(draws, samples) {
    const sigma = draws.logBetween(1e-3, 1e9);
    const level = sigma * draws.logBetween(20, 1_000);
    const trend = (sigma * draws.between(-5, 5)) / (4 * SAMPLES_PER_WEEK);
    const day = sigma * draws.logBetween(3, 12);
    const week = sigma * draws.between(1, 4);
    const waves = [
      wave(draws, SAMPLES_PER_DAY, day),
      wave(draws, SAMPLES_PER_DAY / 2, day * draws.between(0, 0.5)),
      wave(draws, SAMPLES_PER_WEEK, week),
      wave(draws, SAMPLES_PER_WEEK / 2, week * draws.between(0, 0.5)),
    ];
    const seasonal = Float64Array.from({ length: samples }, (_, i) =>
      waves.reduce((sum, at) => sum + at(i), 0),
    );
    const middle = seasonal.map((value, i) => level + trend * i + value);
    return {
      values: middle.map((value) => value + sigma * draws.gaussian()),
      middle,
      season: seasonal,
      sigma,
      counts: false,
      restless: true,
      steps: [],
    };
  },
};

function wave(draws: Draws, period: number, amplitude: number): (index: number) => number {
  const phase = draws.between(0, 2 * Math.PI);
  return (index) => amplitude * Math.sin((2 * Math.PI * index) / period + phase);
}
