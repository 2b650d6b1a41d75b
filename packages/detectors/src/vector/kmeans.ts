import { kmeans as cluster } from 'ml-kmeans';
import { z } from 'zod';
import { medianOf } from './median.ts';
import { emptyRawTail, learnRaw, type RawTail, rawTailReady, scoreOfRaw } from './raw-tail.ts';
import { fitRows, type RowGeometry, standardised } from './row-geometry.ts';
import { type LearnedRow, learnedRow, type StoredRow, storedRow } from './stored-row.ts';
import { rounded, type VectorDetector } from './vector-detector.ts';

const optionsSchema = z.strictObject({
  clusters: z.number().int().min(1).max(16).default(4).describe('Clusters of usual rows, at most'),
  window: z.number().int().min(64).max(2000).default(256).describe('Rows that are clustered'),
  refit: z
    .number()
    .int()
    .min(16)
    .max(2000)
    .default(128)
    .describe('Rows after which clusters are looked for again'),
  seed: z.number().int().default(1).describe('Seed of the first centroids'),
  min_scale: z
    .number()
    .positive()
    .default(0.02)
    .describe(
      'Smallest scale of a metric, in half widths of its band: one that stands still would be all that counts',
    ),
  min_scale_ratio: z.number().min(0).default(0.005).describe('Smallest scale as a share of the usual value'),
});
export type KmeansOptions = z.infer<typeof optionsSchema>;

interface Cluster {
  /** In standardised places. */
  readonly centroid: number[];
  /** Median distance of its rows. */
  readonly spread: number;
}

export interface FittedClusters {
  rows: LearnedRow[];
  geometry: RowGeometry | null;
  clusters: Cluster[];
}

export interface GatheredRows {
  rows: StoredRow[];
  tail: RawTail;
}

/** A cluster of fewer rows than this share of them is no usual state. */
const MIN_SHARE = 0.05;
const MAX_ITERATIONS = 20;
/** Rounds in which missing places take the values that suit the others best. */
const SWEEPS = 4;

/**
 * Distance to the nearest of a few clusters of usual rows, in units of that cluster's spread. Distances are
 * Mahalanobis': metrics that move together count once, and are far out when they come apart. Clusters are looked for again
 * every `refit` rows among the last `window`, without the fifth that lies furthest out: one outage there is not learned.
 */
export const kmeans: VectorDetector<KmeansOptions, FittedClusters, GatheredRows> = {
  kind: 'kmeans',
  options: optionsSchema,
  init: () => ({
    fitted: { rows: [], geometry: null, clusters: [] },
    gathered: { rows: [], tail: emptyRawTail() },
  }),
  score({ fitted, gathered }, vector, _options, verdict) {
    const raw = rawOf(fitted, vector);
    verdict.raw = raw;
    verdict.ready = rawTailReady(gathered.tail);
    verdict.score = verdict.ready ? scoreOfRaw(gathered.tail, raw) : 0;
  },
  learn({ fitted, gathered }, vector, options, raw = rawOf(fitted, vector)) {
    if (raw > 0) learnRaw(gathered.tail, raw);
    gathered.rows.push(storedRow(vector));
    if (gathered.rows.length < options.refit) return false;
    fitted.rows = [...fitted.rows, ...gathered.rows.map(learnedRow)].slice(-options.window);
    gathered.rows = [];
    if (fitted.rows.length >= options.window / 2) refit(fitted, options);
    return true;
  },
};

function refit(fitted: FittedClusters, options: KmeansOptions): void {
  const { rows } = fitted;
  const width = rows.reduce((most, row) => Math.max(most, row.length), 0);
  const floors = { absolute: options.min_scale, ratio: options.min_scale_ratio };
  const { geometry, standard, whitened } = fitRows(rows, width, floors);
  const { clusters } = cluster(whitened, Math.min(options.clusters, whitened.length), {
    seed: options.seed,
    // Drawn rows: to choose them far apart costs ml-kmeans five times as much as all that follows.
    initialization: 'random',
    maxIterations: MAX_ITERATIONS,
  });
  fitted.geometry = {
    middle: geometry.middle.map(rounded),
    scale: geometry.scale.map(rounded),
    precision: geometry.precision.map(rounded),
  };
  fitted.clusters = [];
  const known = fitted.geometry;
  for (let number = 0; number < options.clusters; number += 1) {
    const members = standard.filter((_, i) => clusters[i] === number);
    if (members.length < MIN_SHARE * standard.length || members.length === 0) continue;
    const centroid = known.middle.map((_, place) =>
      rounded(members.reduce((sum, row) => sum + (row[place] as number), 0) / members.length),
    );
    const distances = members.map((row) => distanceTo(row, centroid, known)).sort((a, b) => a - b);
    fitted.clusters.push({ centroid, spread: rounded(Math.max(1, medianOf(distances))) });
  }
}

/** Distance to the nearest cluster in its spreads, 0 while there are none. */
function rawOf({ geometry, clusters }: FittedClusters, vector: readonly number[]): number {
  if (geometry === null) return 0;
  const standard = standardised(vector, geometry);
  let least = Number.POSITIVE_INFINITY;
  for (const { centroid, spread } of clusters) {
    least = Math.min(least, distanceTo(standard, centroid, geometry) / spread);
  }
  return least;
}

/**
 * Mahalanobis distance from a centroid. Missing places are given the values that make it smallest, which is the distance in
 * the other places alone.
 */
function distanceTo(row: readonly number[], centroid: readonly number[], geometry: RowGeometry): number {
  const { precision } = geometry;
  const width = centroid.length;
  const offset = new Float64Array(width);
  const missing: number[] = [];
  for (let i = 0; i < width; i += 1) {
    const value = row[i] as number;
    if (Number.isNaN(value)) missing.push(i);
    else offset[i] = value - (centroid[i] as number);
  }
  if (missing.length > 0) settleMissing(offset, missing, precision);
  let squares = 0;
  for (let i = 0; i < width; i += 1) {
    const start = i * width;
    let pull = (precision[start + i] as number) * (offset[i] as number);
    for (let j = 0; j < i; j += 1) pull += 2 * (precision[start + j] as number) * (offset[j] as number);
    squares += pull * (offset[i] as number);
  }
  return Math.sqrt(Math.max(0, squares));
}

/** Gives missing places the offsets that suit the others best, by Gauss–Seidel steps. */
function settleMissing(offset: Float64Array, missing: readonly number[], precision: readonly number[]): void {
  const width = offset.length;
  for (let sweep = 0; sweep < (missing.length > 1 ? SWEEPS : 1); sweep += 1) {
    for (const i of missing) {
      let pull = 0;
      for (let j = 0; j < width; j += 1) {
        pull += (precision[i * width + j] as number) * (offset[j] as number);
      }
      offset[i] = (offset[i] as number) - pull / (precision[i * width + i] as number);
    }
  }
}
