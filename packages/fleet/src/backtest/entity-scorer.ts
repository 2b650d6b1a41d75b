import {
  createEnsemble,
  type EnsembleVerdict,
  type JudgedSeries,
  judgeSample,
  learnSample,
  unjudgedSeries,
} from '@aiops/anomaly-detection';
import { type Config, InvalidConfig } from '@aiops/config';

/** News of a series that counts for half of what one series can. */
const HALF = 0.3;
/** A failure shows in some of an entity's metrics; in all of dozens it never does, so more would only add noise. */
const SUMMED_SERIES = 5;

/** What is said about one sample. The band is NaN while nothing is expected yet, and for a missing sample. */
export interface SeriesVerdict {
  score: number;
  /** How much further outside the bands than of late. */
  news: number;
  lower: number;
  mid: number;
  upper: number;
}

/** What is said about one row. Reused: the next row overwrites it. */
export interface RowVerdict {
  /** Before the row is learned: n / (n + 0.3) of the news n in a series, summed over the five with the most. */
  score: number;
  /** One for each metric. */
  readonly series: readonly SeriesVerdict[];
  /**
   * Number of the row at which began what is anomalous in this one, −1 when nothing is. As in the service, each series is
   * held against the threshold by itself.
   */
  anomalyFrom: number;
}

/** Scores the rows of one entity as the service would. */
export interface EntityScorer {
  /** To be called once for each row, in order: `at` in epoch ms, a value for each metric, NaN where it is missing. */
  score(at: number, values: readonly number[]): RowVerdict;
}

interface SeriesState extends JudgedSeries {
  newest: number;
}

/**
 * A scorer for the named metrics of one entity; bands are told only where asked for, because they take as long as the
 * score. Throws {@link InvalidConfig} for a detector or an option that cannot be used.
 */
export function entityScorer(
  metrics: readonly string[],
  config: Config['anomaly_detection'],
  withBands = false,
): EntityScorer {
  const problems: string[] = [];
  const ensemble = createEnsemble(config.detectors, problems);
  if (problems.length > 0) throw new InvalidConfig(problems);
  const states = metrics.map(emptyState);
  const series = metrics.map(emptyVerdict);
  const row: RowVerdict = { score: 0, series, anomalyFrom: -1 };
  let number = -1;
  const scoreSample = (state: SeriesState, metric: string, value: number, at: number, out: SeriesVerdict) => {
    const { statistical } = state;
    const judged = judgeSample(state, ensemble, { metric, value, at }, config.anomaly_threshold, number);
    out.score = judged.score;
    out.news = judged.news;
    const { measure } = judged;
    if (withBands && !Number.isNaN(measure))
      copyBand(ensemble.explain(state.detectors, metric, measure, at), out);
    if (statistical.active && statistical.calm === 0) {
      row.anomalyFrom =
        row.anomalyFrom === -1 ? statistical.since : Math.min(row.anomalyFrom, statistical.since);
    }
    learnSample(state, ensemble, { metric, value, at });
    state.newest = at;
  };
  return {
    score(at, values) {
      number += 1;
      row.anomalyFrom = -1;
      for (const [i, state] of states.entries()) {
        const value = values[i] ?? Number.NaN;
        const out = Object.assign(series[i] as SeriesVerdict, NOTHING);
        // The service leaves out what is not newer than its series.
        if (Number.isNaN(value) || at <= state.newest) continue;
        scoreSample(state, metrics[i] as string, value, at, out);
      }
      row.score = sumOfHighest(series);
      return row;
    },
  };
}

const NOTHING: Readonly<SeriesVerdict> = {
  score: 0,
  news: 0,
  lower: Number.NaN,
  mid: Number.NaN,
  upper: Number.NaN,
};

function emptyVerdict(): SeriesVerdict {
  return { ...NOTHING };
}

function emptyState(): SeriesState {
  return {
    newest: Number.NEGATIVE_INFINITY,
    ...unjudgedSeries(),
  };
}

/** The band of the detector that is most surprised, as the service tells it. */
function copyBand({ verdicts }: EnsembleVerdict, out: SeriesVerdict): void {
  let lead: EnsembleVerdict['verdicts'][number]['verdict'] | undefined;
  for (const { verdict } of verdicts) {
    if (verdict.ready && (lead === undefined || verdict.score > lead.score)) lead = verdict;
  }
  if (lead === undefined) return;
  out.lower = lead.lower;
  out.mid = lead.mid;
  out.upper = lead.upper;
}

function sumOfHighest(series: readonly SeriesVerdict[]): number {
  const highest = new Array<number>(SUMMED_SERIES).fill(0);
  for (const { news } of series) {
    let rest = news / (news + HALF);
    for (let i = 0; i < SUMMED_SERIES && rest > 0; i += 1) {
      const kept = highest[i] as number;
      if (rest <= kept) continue;
      highest[i] = rest;
      rest = kept;
    }
  }
  return highest.reduce((sum, share) => sum + share, 0);
}
