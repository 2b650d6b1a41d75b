import type { BreadthFirst } from './breadth-first.ts';

/**
 * Closeness of the node that a search started from: 1 when it is joined to all others directly, 0 when to none. The inverse
 * of its mean distance to what it reaches, times the share of all others that it reaches (Wasserman and Faust, Social
 * Network Analysis, 1994, p. 201), so that a node of a small island is not called central.
 */
export function closenessOf({ order, distances, reached }: BreadthFirst): number {
  const others = reached - 1;
  if (others === 0) return 0;
  let total = 0;
  for (let at = 1; at < reached; at++) total += distances[order[at] as number] as number;
  return (others / (distances.length - 1)) * (others / total);
}
