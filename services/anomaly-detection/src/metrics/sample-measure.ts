import { beginGrowth, type Growth, stepGrowth } from '@aiops/detectors';

/** What is known of how a series grows: `gauge` for one that does not, undefined before its first sample. Plain JSON. */
export type KnownGrowth = Growth | 'gauge' | undefined;

/** A series that may be judged by its rate. */
export interface GrowingSeries {
  growth?: KnownGrowth;
}

/** True for a series that is judged by its rate per second. */
export function isCounter({ growth }: GrowingSeries): boolean {
  return growth !== undefined && growth !== 'gauge' && growth.kind === 'counter';
}

/** What a sentence says after a number that was judged. */
export function unitOf(series: GrowingSeries): string {
  return isCounter(series) ? ' per second' : '';
}

/**
 * Learns how a series grows, and returns what is to be judged of this sample: of a gauge its value, of a counter its rate per
 * second. NaN where there is nothing to judge: at the first sample of a counter and at a reset, when nobody knows what was
 * counted since the last one, and at the sample that shows that the series is a counter, or is none after all.
 */
export function measureSample(series: GrowingSeries, metric: string, value: number, at: number): number {
  const { growth } = series;
  if (growth === 'gauge') return value;
  if (growth === undefined) {
    const known = beginGrowth(metric, value, at);
    series.growth = known.kind === 'gauge' ? 'gauge' : known;
    return known.kind === 'counter' ? Number.NaN : value;
  }
  const before = growth.kind;
  const rate = stepGrowth(growth, value, at);
  const { kind } = growth;
  if (kind === 'gauge') series.growth = 'gauge';
  if ((kind === 'counter') !== (before === 'counter')) return Number.NaN;
  return kind === 'counter' ? rate : value;
}
