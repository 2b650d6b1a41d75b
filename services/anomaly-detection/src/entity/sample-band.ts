import type { EnsembleVerdict } from '../metrics/ensemble.ts';

/** Where a sample lies in the band that was expected of it. */
export interface SampleBand {
  readonly lower: number;
  readonly upper: number;
  /** Distance from the middle in half widths of the band. */
  readonly residual: number;
}

/** The mean band of the detectors that are past their warm-up, undefined while none is. */
export function sampleBand(value: number, { verdicts }: EnsembleVerdict): SampleBand | undefined {
  let lower = 0;
  let upper = 0;
  let ready = 0;
  for (const { verdict } of verdicts) {
    if (!verdict.ready) continue;
    lower += verdict.lower;
    upper += verdict.upper;
    ready += 1;
  }
  if (ready === 0) return undefined;
  lower /= ready;
  upper /= ready;
  const half = (upper - lower) / 2;
  return { lower, upper, residual: half > 0 ? (value - (lower + upper) / 2) / half : 0 };
}
