import { nextRandom, type RandomState } from './seeded-random.ts';
import type { LearnedRow } from './stored-row.ts';
import { rounded } from './vector-detector.ts';

/**
 * One tree as a flat list. A split is [place, threshold, lowest, highest, second], followed by the subtree of the rows below the
 * threshold; the subtree of the others begins at `second`. Where more rows went there, `second` is negative: that is the way
 * of rows that lack this place. A leaf is [−1, mean depth of what is left].
 */
export type IsolationTree = number[];

const SPLIT = 5;
const LEAF = -1;

/** Mean depth of a search that fails among `size` rows: what a leaf that was not split further stands for (Liu et al. 2008). */
export function meanDepth(size: number): number {
  if (size < 2) return 0;
  let harmonic = 0;
  for (let i = 1; i < size; i += 1) harmonic += 1 / i;
  return 2 * harmonic - (2 * (size - 1)) / size;
}

/** Grows a tree over rows, up to the depth at which they would be single on average. */
export function growTree(rows: readonly LearnedRow[], random: RandomState): IsolationTree {
  const tree: IsolationTree = [];
  grow(tree, rows, Math.ceil(Math.log2(Math.max(2, rows.length))), random);
  return tree;
}

function grow(
  tree: IsolationTree,
  rows: readonly LearnedRow[],
  depthLeft: number,
  random: RandomState,
): void {
  const split = depthLeft > 0 && rows.length > 1 ? drawSplit(rows, random) : undefined;
  if (split === undefined) {
    tree.push(LEAF, rounded(meanDepth(rows.length)));
    return;
  }
  const { place, threshold, lowest, highest } = split;
  const below = rows.filter((row) => row[place] != null && (row[place] as number) < threshold);
  const above = rows.filter((row) => row[place] != null && (row[place] as number) >= threshold);
  const larger = above.length > below.length ? above : below;
  larger.push(...rows.filter((row) => row[place] == null));
  const start = tree.length;
  tree.push(place, threshold, rounded(lowest), rounded(highest), 0);
  grow(tree, below, depthLeft - 1, random);
  tree[start + SPLIT - 1] = larger === above ? -tree.length : tree.length;
  grow(tree, above, depthLeft - 1, random);
}

interface Split {
  readonly place: number;
  readonly threshold: number;
  readonly lowest: number;
  readonly highest: number;
}

/** A random place in which rows differ, and a random threshold that divides them; undefined where no place does. */
function drawSplit(rows: readonly LearnedRow[], random: RandomState): Split | undefined {
  let width = 0;
  for (const row of rows) width = Math.max(width, row.length);
  const places = Array.from({ length: width }, (_, place) => place);
  for (let left = width; left > 0; left -= 1) {
    const drawn = Math.floor(nextRandom(random) * left);
    const place = places[drawn] as number;
    places[drawn] = places[left - 1] as number;
    let lowest = Number.POSITIVE_INFINITY;
    let highest = Number.NEGATIVE_INFINITY;
    for (const row of rows) {
      const value = row[place];
      if (value == null) continue;
      lowest = Math.min(lowest, value);
      highest = Math.max(highest, value);
    }
    if (!(lowest < highest)) continue;
    const threshold = rounded(lowest + nextRandom(random) * (highest - lowest));
    // A threshold at the lowest value would have nobody below it.
    return { place, threshold: threshold > lowest ? threshold : highest, lowest, highest };
  }
  return undefined;
}

/**
 * How deep a vector lies in a tree. A vector outside the range of the rows at a split counts as isolated there with the
 * probability that a new split, over the range with it, would fall between them: the plain path length does not tell a value
 * a little above the highest from one far above it, nor an ordinary value at an unheard-of combination.
 */
export function depthIn(tree: IsolationTree, vector: readonly number[]): number {
  let at = 0;
  let depth = 0;
  let remaining = 1;
  for (;;) {
    const place = tree[at] as number;
    if (place < 0) return depth + remaining * (tree[at + 1] as number);
    depth += remaining;
    const value = vector[place];
    const second = tree[at + 4] as number;
    if (value === undefined || Number.isNaN(value)) {
      at = second < 0 ? -second : at + SPLIT;
      continue;
    }
    remaining *= togetherness(value, tree[at + 2] as number, tree[at + 3] as number);
    at = value < (tree[at + 1] as number) ? at + SPLIT : Math.abs(second);
  }
}

/** Probability that a random split of a range, and of a value that may lie outside it, does not fall between the two. */
function togetherness(value: number, lowest: number, highest: number): number {
  if (value < lowest) return (highest - lowest) / (highest - value);
  return value > highest ? (highest - lowest) / (value - lowest) : 1;
}
