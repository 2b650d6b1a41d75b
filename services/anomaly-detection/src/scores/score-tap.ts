import type { EnsembleVerdict } from '../metrics/ensemble.ts';
import type { Subject } from '../subject.ts';

/** What is usual of a value, and its edges. */
export interface Band {
  readonly lower: number;
  readonly mid: number;
  readonly upper: number;
}

/** What the detectors made of a sample. */
export interface ScoredSample {
  readonly subject: Subject;
  /** Event time, epoch ms. */
  readonly at: number;
  /** The value, of a counter its rate per second. */
  readonly value: number;
  /** 1 is the threshold from which a series is anomalous. */
  readonly score: number;
  /** What was expected; undefined while no detector is past its warm-up. */
  readonly expected: Band | undefined;
}

/** Takes scores out of the fold, for dashboards. Whatever it does, the fold goes on as if it were not there. */
export interface ScoreTap {
  /** Whether the score of a sample is wanted: bands cost something to work out. */
  wants(subject: Subject, isAnomalous: boolean, at: number): boolean;
  take(scored: ScoredSample): void;
}

/** The band of the detector with the highest score, as anomalies carry it. */
export function bandOf({ verdicts }: EnsembleVerdict): Band | undefined {
  const ready = verdicts.filter(({ verdict }) => verdict.ready).map(({ verdict }) => verdict);
  const [first, ...others] = ready;
  if (first === undefined) return undefined;
  const { lower, mid, upper } = others.reduce((a, b) => (b.score > a.score ? b : a), first);
  return { lower, mid, upper };
}
