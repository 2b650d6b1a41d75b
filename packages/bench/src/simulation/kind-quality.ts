import { quantileSorted } from 'simple-statistics';
import { faults } from './faults.ts';
import type { SeriesOutcome } from './simulate-series.ts';
import { SAMPLE_SECONDS } from './simulated-series.ts';

/** How well the faults of one sort were found in the series of one kind. */
export interface FaultQuality {
  readonly series: number;
  readonly found: number;
  readonly recall: number;
  /** Seconds from the fault's first sample to the one that opened the anomaly, of those that were found. */
  readonly medianDelay: number | null;
  readonly p90Delay: number | null;
}

/** How well the series of one kind were judged. */
export interface KindQuality {
  readonly series: number;
  readonly falseAnomalies: number;
  /** False anomalies of a series in four weeks, on average. */
  readonly falsePerSeries: number;
  /** False anomalies of the series that had most, in the time that was simulated. */
  readonly falseInWorst: number;
  /** By name; those that suit none of the series are missing. */
  readonly faults: Readonly<Record<string, FaultQuality>>;
}

/** Sums up the series of one kind, each of that many weeks. */
export function kindQuality(outcomes: readonly SeriesOutcome[], weeks: number): KindQuality {
  const counts = outcomes.map(({ falseAnomalies }) => falseAnomalies);
  const falseAnomalies = counts.reduce((sum, count) => sum + count, 0);
  const found = [...faults.keys()].map((name) => [name, delaysOf(name, outcomes)] as const);
  return {
    series: outcomes.length,
    falseAnomalies,
    falsePerSeries: rounded((falseAnomalies / outcomes.length) * (4 / weeks)),
    falseInWorst: Math.max(...counts),
    faults: Object.fromEntries(
      found.filter(([, delays]) => delays.length > 0).map(([name, delays]) => [name, faultQuality(delays)]),
    ),
  };
}

function delaysOf(name: string, outcomes: readonly SeriesOutcome[]): (number | null)[] {
  return outcomes.flatMap(({ faults: all }) =>
    all.filter(({ fault }) => fault === name).map(({ delay }) => delay),
  );
}

function faultQuality(delays: readonly (number | null)[]): FaultQuality {
  const seconds = delays.filter((delay) => delay !== null).map((delay) => SAMPLE_SECONDS * delay);
  seconds.sort((a, b) => a - b);
  return {
    series: delays.length,
    found: seconds.length,
    recall: rounded(seconds.length / delays.length),
    medianDelay: seconds.length === 0 ? null : quantileSorted(seconds, 0.5),
    p90Delay: seconds.length === 0 ? null : quantileSorted(seconds, 0.9),
  };
}

function rounded(value: number): number {
  return Math.round(1000 * value) / 1000;
}
