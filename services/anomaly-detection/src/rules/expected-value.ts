import type { EnsembleVerdict } from '../metrics/ensemble.ts';

/**
 * What the detectors expected of a sample: the mean of the middles of those that are past their warm-up, undefined while
 * none is. Rules with a smallest deviation measure from here.
 */
export function expectedValue({ verdicts }: EnsembleVerdict): number | undefined {
  let sum = 0;
  let ready = 0;
  for (const { verdict } of verdicts) {
    if (!verdict.ready) continue;
    sum += verdict.mid;
    ready += 1;
  }
  return ready === 0 ? undefined : sum / ready;
}
