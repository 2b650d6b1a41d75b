import { configSchema } from '@aiops/config';
import { seededRandom } from '../seeded-random.ts';
import { createDraws } from './draws.ts';
import { kinds } from './kinds.ts';
import { createSeriesJudge } from './series-judge.ts';
import { type SeriesOutcome, simulateSeries } from './simulate-series.ts';

/** One series to be simulated; plain data, so that another thread can do it. */
export interface SeriesJob {
  readonly kind: string;
  /** Number of the series among those of its kind. */
  readonly number: number;
  readonly seed: number;
  readonly samples: number;
}

/** Simulates the series with the default settings. What comes out depends on the job only. Throws for a kind that does not exist. */
export function runSeriesJob({ kind, number, seed, samples }: SeriesJob): SeriesOutcome {
  const simulated = kinds.get(kind);
  if (simulated === undefined) throw new Error(`no kind of series is called "${kind}"`);
  const draws = createDraws(seededRandom(`${seed}/${kind}/${number}`));
  const offset = draws.uniform();
  const judge = createSeriesJudge(configSchema.parse({}).anomaly_detection);
  return simulateSeries(simulated.simulate(draws, samples), judge, offset);
}
