import type { BreadthFirst } from './breadth-first.ts';
import type { Neighbours } from './neighbours.ts';

/**
 * Adds, to the score of every node, the share of shortest ways from the start of a search to each other node that lead
 * through it: the accumulation of Brandes, A Faster Algorithm for Betweenness Centrality (Journal of Mathematical
 * Sociology 25, 2001). `dependency` is scratch space of one number for each node.
 */
export function addBetweenness(
  { starts, ends }: Neighbours,
  { order, distances, ways, incoming, reached }: BreadthFirst,
  dependency: Float64Array,
  scores: Float64Array,
): void {
  dependency.fill(0);
  for (let at = reached - 1; at > 0; at--) {
    const node = order[at] as number;
    const own = dependency[node] as number;
    const share = (1 + own) / (incoming[node] as number);
    const before = (distances[node] as number) - 1;
    const last = starts[node + 1] as number;
    for (let arc = starts[node] as number; arc < last; arc++) {
      const previous = ends[arc] as number;
      if (distances[previous] === before)
        dependency[previous] = (dependency[previous] as number) + (ways[previous] as number) * share;
    }
    scores[node] = (scores[node] as number) + own;
  }
}

/**
 * A sum of {@link addBetweenness} over all starts as a share: 1 for the hub of a star, through which all ways between others
 * lead. Each pair was counted from both of its ends, and there are (n − 1)(n − 2) pairs counted so.
 */
export function normalisedBetweenness(sum: number, size: number): number {
  return size < 3 ? 0 : sum / ((size - 1) * (size - 2));
}
