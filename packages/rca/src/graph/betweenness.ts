import type { BreadthFirst } from './breadth-first.ts';

/**
 * Adds, to the score of every node, the share of shortest ways from the start of a search to each other node that lead
 * through it: the accumulation of Brandes, A Faster Algorithm for Betweenness Centrality (Journal of Mathematical
 * Sociology 25, 2001). `shares` is scratch space of one number for each node: what it hands to each way that comes in.
 */
export function addBetweenness(search: BreadthFirst, shares: Float64Array, scores: Float64Array): void {
  const { order, ways, incoming, steps, firstSteps, reached } = search;
  for (let at = reached - 1; at > 0; at--) {
    const node = order[at] as number;
    const last = firstSteps[at + 1] as number;
    let sum = 0;
    for (let step = firstSteps[at] as number; step < last; step++)
      sum += shares[steps[step] as number] as number;
    const through = sum * (ways[node] as number);
    shares[node] = (1 + through) / (incoming[node] as number);
    scores[node] = (scores[node] as number) + through;
  }
}

/**
 * A sum of {@link addBetweenness} over all starts as a share: 1 for the hub of a star, through which all ways between others
 * lead. Each pair was counted from both of its ends, and there are (n − 1)(n − 2) pairs counted so.
 */
export function normalisedBetweenness(sum: number, size: number): number {
  return size < 3 ? 0 : sum / ((size - 1) * (size - 2));
}
