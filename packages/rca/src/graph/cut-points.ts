import { type DepthFirst, depthFirst } from './depth-first.ts';
import type { Neighbours } from './neighbours.ts';

/** A node without which the nodes that are joined to it, directly or not, fall apart. */
export interface CutPoint {
  readonly node: number;
  /**
   * What is then no longer joined to the largest rest (to the one with the smallest node, where several are as large).
   * Found when asked for: those of all cut points of a long chain would be millions.
   */
  readonly cutOff: () => number[];
}

/**
 * The articulation points of a graph, ascending, by the lowest places of a depth-first forest (Hopcroft and Tarjan,
 * Algorithm 447, Communications of the ACM 16, 1973). In time that grows with nodes + edges.
 */
export function cutPoints(graph: Neighbours): CutPoint[] {
  const forest = depthFirst(graph);
  const { place, parent, low } = forest;
  const loose = new Map<number, number[]>();
  for (let node = 0; node < graph.size; node++) {
    const above = parent[node] as number;
    // Nothing below `node` leads past the one above it.
    if (above === -1 || (low[node] as number) < (place[above] as number)) continue;
    const children = loose.get(above);
    if (children === undefined) loose.set(above, [node]);
    else children.push(node);
  }
  return [...loose]
    .filter(([node, children]) => parent[node] !== -1 || children.length > 1)
    .map(([node, children]) => ({ node, cutOff: () => cutOffBy(forest, node, children) }))
    .sort((a, b) => a.node - b.node);
}

/** A stretch of the order of a forest. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

function cutOffBy(forest: DepthFirst, node: number, children: readonly number[]): number[] {
  const { order, place, below, root } = forest;
  const stretchOf = (top: number): Stretch => {
    const from = place[top] as number;
    return { from, to: from + (below[top] as number) };
  };
  const tree = stretchOf(root[node] as number);
  const parts = children.map(stretchOf);
  const largest = parts.reduce((a, b) => (isLarger(order, b, a) ? b : a));
  const rest = sizeOf(tree) - 1 - parts.reduce((sum, part) => sum + sizeOf(part), 0);
  // The rest holds the smallest node of the tree, so it stays also where it is only as large.
  const lost =
    rest >= sizeOf(largest)
      ? parts
      : [
          { from: tree.from, to: largest.from },
          { from: largest.to, to: tree.to },
        ];
  return lost
    .flatMap(({ from, to }) => [...order.subarray(from, to)])
    .filter((other) => other !== node)
    .sort((a, b) => a - b);
}

function sizeOf({ from, to }: Stretch): number {
  return to - from;
}

function isLarger(order: Int32Array, a: Stretch, b: Stretch): boolean {
  return sizeOf(a) === sizeOf(b) ? leastOf(order, a) < leastOf(order, b) : sizeOf(a) > sizeOf(b);
}

function leastOf(order: Int32Array, { from, to }: Stretch): number {
  return order.subarray(from, to).reduce((a, b) => Math.min(a, b));
}
