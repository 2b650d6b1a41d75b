import { configSchema } from '@aiops/config';
import { describe, expect, test } from 'vitest';
import { createEnsemble } from './ensemble.ts';
import { judgeSample, learnSample, unjudgedSeries } from './judged-series.ts';

/** Uniform numbers in (0, 1) from a seed. */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 4294967296;
  };
}

describe('false alarms in four weeks of one sample a minute', () => {
  const gaussian = (next: () => number) => Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next());
  test.each([
    ['Gaussian noise', (next: () => number) => 50 + 5 * gaussian(next)],
    ['latencies (log-normal)', (next: () => number) => Math.exp(gaussian(next))],
    ['rare counts', (next: () => number) => (next() < 0.1 ? 1 : 0)],
    ['waiting times (exponential)', (next: () => number) => -Math.log(next())],
  ])('%s: at most one', (_name, draw) => {
    const ensemble = createEnsemble(configSchema.parse({}).anomaly_detection.detectors, []);
    const series = unjudgedSeries();
    const next = uniform(1);
    let opened = 0;
    for (let i = 0; i < 40_320; i += 1) {
      const sample = { metric: 'any', value: draw(next), at: 60_000 * i };
      const before = series.statistical.active;
      judgeSample(series, ensemble, sample, 2);
      if (series.statistical.active && !before) opened += 1;
      learnSample(series, ensemble, sample);
    }
    expect(opened).toBeLessThanOrEqual(1);
  });
});
