import type { EnsembleVerdict } from '../metrics/ensemble.ts';

/**
 * What the detectors expected of a sample: the median of the middles of those that are past their warm-up, undefined while
 * none is. Rules with a smallest deviation measure from here.
 */
export function expectedValue({ verdicts }: EnsembleVerdict): number | undefined {
  const mids = verdicts.filter(({ verdict }) => verdict.ready).map(({ verdict }) => verdict.mid);
  if (mids.length === 0) return undefined;
  mids.sort((a, b) => a - b);
  const half = mids.length >> 1;
  const upper = mids[half] as number;
  return mids.length % 2 === 1 ? upper : ((mids[half - 1] as number) + upper) / 2;
}
