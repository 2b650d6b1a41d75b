import { type KindQuality, kindQuality } from './kind-quality.ts';
import { createProgress, type ProgressStream } from './progress.ts';
import { runJobs } from './run-jobs.ts';
import { SAMPLES_PER_WEEK } from './simulated-series.ts';

/** How much is simulated, and how. */
export interface SimulationOptions {
  /** Names of {@link kinds}. */
  readonly kinds: readonly string[];
  /** Series of each kind. */
  readonly series: number;
  readonly weeks: number;
  readonly seed: number;
  readonly threads: number;
}

/** What was simulated, and how well it was judged. */
export interface SimulationResult {
  readonly series: number;
  readonly weeks: number;
  readonly seed: number;
  /** By name. */
  readonly kinds: Readonly<Record<string, KindQuality>>;
}

/** Runs the simulation; the result does not depend on the number of threads. Progress goes to `stream`, `now` gives ms. */
export async function runSimulation(
  { kinds: names, series, weeks, seed, threads }: SimulationOptions,
  stream: ProgressStream,
  now: () => number,
): Promise<SimulationResult> {
  const samples = Math.round(weeks * SAMPLES_PER_WEEK);
  const jobs = names.flatMap((kind) =>
    Array.from({ length: series }, (_, number) => ({ kind, number, seed, samples })),
  );
  const progress = createProgress(stream, { jobs: jobs.length, samples }, now);
  const outcomes = await runJobs(jobs, threads, ({ kind }) => progress.done(kind));
  progress.end();
  const qualities = names.map((kind, i) => [
    kind,
    kindQuality(outcomes.slice(i * series, (i + 1) * series), weeks),
  ]);
  return { series, weeks, seed, kinds: Object.fromEntries(qualities) };
}
