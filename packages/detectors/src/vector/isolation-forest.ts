import { z } from 'zod';
import { depthIn, growTree, type IsolationTree, meanDepth } from './isolation-tree.ts';
import { emptyRawTail, learnRaw, type RawTail, rawTailReady, scoreOfRaw } from './raw-tail.ts';
import { nextRandom } from './seeded-random.ts';
import { learnedRow, type StoredRow, storedRow } from './stored-row.ts';
import type { VectorDetector } from './vector-detector.ts';

const optionsSchema = z.strictObject({
  trees: z.number().int().min(5).max(200).default(25).describe('Trees that vote'),
  sample: z.number().int().min(8).max(256).default(64).describe('Rows that a tree is grown from'),
  period: z
    .number()
    .int()
    .min(8)
    .max(100_000)
    .default(128)
    .describe('Rows after which a new tree, grown from a sample of them, takes the place of the oldest'),
  seed: z.number().int().default(1).describe('Seed of the random numbers'),
});
export type IsolationForestOptions = z.infer<typeof optionsSchema>;

export interface FittedForest {
  /** Oldest first. */
  trees: IsolationTree[];
}

export interface GatheredForest {
  random: number;
  /** Rows of the present period, and a uniform sample of them. */
  seen: number;
  rows: StoredRow[];
  tail: RawTail;
}

/** Shallowest mean depth, as a share of the usual one: how far the measure reaches. */
const MIN_DEPTH = 1e-3;

/**
 * Isolation forest (Liu, Ting and Zhou 2008): what is unusual is separated from the rest by few random splits. Here over a
 * stream: a tree is grown from a reservoir sample (Vitter 1985) of each period and replaces the oldest, so that the cost of
 * learning is spread, and an outage gets into few of the trees. The raw score is usual depth / depth. Until there are as
 * many trees as wanted, periods are as short as the sample.
 */
export const isolationForest: VectorDetector<IsolationForestOptions, FittedForest, GatheredForest> = {
  kind: 'isolation_forest',
  options: optionsSchema,
  init: (options) => ({
    fitted: { trees: [] },
    gathered: { random: options.seed | 0, seen: 0, rows: [], tail: emptyRawTail() },
  }),
  score({ fitted, gathered }, vector, options, verdict) {
    const raw = rawOf(fitted, vector, options);
    verdict.raw = raw;
    verdict.ready = rawTailReady(gathered.tail);
    verdict.score = verdict.ready ? scoreOfRaw(gathered.tail, raw) : 0;
  },
  learn({ fitted, gathered }, vector, options, raw = rawOf(fitted, vector, options)) {
    if (raw > 0) learnRaw(gathered.tail, raw);
    gather(gathered, vector, options);
    const period = fitted.trees.length < options.trees ? options.sample : options.period;
    if (gathered.seen < period) return false;
    fitted.trees.push(growTree(gathered.rows.map(learnedRow), gathered));
    if (fitted.trees.length > options.trees) fitted.trees.shift();
    gathered.seen = 0;
    gathered.rows = [];
    return true;
  },
};

/** Usual depth / depth, or 0 while there are too few trees. */
function rawOf(fitted: FittedForest, vector: readonly number[], options: IsolationForestOptions): number {
  const { trees } = fitted;
  if (trees.length * 3 < options.trees) return 0;
  let depth = 0;
  for (let i = 0; i < trees.length; i += 1) depth += depthIn(trees[i] as IsolationTree, vector);
  const usual = meanDepth(options.sample);
  return usual / Math.max(depth / trees.length, MIN_DEPTH * usual);
}

function gather(gathered: GatheredForest, vector: readonly number[], options: IsolationForestOptions): void {
  gathered.seen += 1;
  if (gathered.rows.length < options.sample) {
    gathered.rows.push(storedRow(vector));
    return;
  }
  const place = Math.floor(nextRandom(gathered) * gathered.seen);
  if (place < options.sample) gathered.rows[place] = storedRow(vector);
}
