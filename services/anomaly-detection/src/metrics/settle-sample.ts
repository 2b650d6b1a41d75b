import type { Finding, OpenAnomaly } from '../lifecycle.ts';
import type { Mute } from '../mutes/mute-set.ts';
import { isCounter, unitOf } from './sample-measure.ts';
import type { SeriesState } from './series.ts';
import { settle } from './series-anomaly.ts';

/** A sample with what was judged of it, see `measureSample`. */
interface MeasuredSample {
  readonly at: number;
  readonly value: number;
  readonly measure: number;
}

/** {@link settle} after a sample of a series, in words and numbers that are right for a counter, too. */
export function settleSample(
  series: SeriesState,
  findings: readonly Finding[],
  active: boolean,
  { at, value, measure }: MeasuredSample,
  mute: Mute | undefined,
): OpenAnomaly | undefined {
  const told = isCounter(series) ? inOneUnit(findings, series.open) : findings;
  return series.open?.anomaly_type === 'statistical'
    ? settle(series, told, active, at, mute, measure, unitOf(series))
    : settle(series, told, active, at, mute, value);
}

/**
 * Findings of the detectors on a counter have rates as their numbers, all others what the counter shows. One anomaly has
 * numbers of one sort, those of what opened it; findings of the other sort join it without theirs.
 */
function inOneUnit(findings: readonly Finding[], open: OpenAnomaly | null): Finding[] {
  const isOfRates = (open?.anomaly_type ?? findings[0]?.type) === 'statistical';
  return findings.map((finding) => {
    if ((finding.type === 'statistical') === isOfRates) return finding;
    const { value: _value, expected: _expected, ...rest } = finding;
    return rest;
  });
}
