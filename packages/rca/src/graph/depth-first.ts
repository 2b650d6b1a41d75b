import type { Neighbours } from './neighbours.ts';

/**
 * A depth-first forest over all nodes. Trees begin at their smallest node, so that what hangs below a node lies in one
 * piece of `order`: from `place[node]` up to `place[node] + below[node]`.
 */
export interface DepthFirst {
  /** Nodes in the order in which they were entered, and the place of each in it. */
  readonly order: Int32Array;
  readonly place: Int32Array;
  /** The node from which a node was entered; −1 for the first of a tree. */
  readonly parent: Int32Array;
  /** The first node of the tree that a node is in. */
  readonly root: Int32Array;
  /** Number of nodes below a node, itself included. */
  readonly below: Int32Array;
  /** The smallest place that a node, or what lies below it, is joined to. */
  readonly low: Int32Array;
}

/** Walks all nodes without recursion: a chain of thousands of nodes would exhaust the stack. */
export function depthFirst(graph: Neighbours): DepthFirst {
  const { size } = graph;
  const forest: DepthFirst = {
    order: new Int32Array(size),
    place: new Int32Array(size).fill(-1),
    parent: new Int32Array(size).fill(-1),
    root: new Int32Array(size),
    below: new Int32Array(size).fill(1),
    low: new Int32Array(size),
  };
  const cursor = graph.starts.slice(0, size);
  let entered = 0;
  for (let first = 0; first < size; first++) {
    if (forest.place[first] === -1) entered = walkTree(graph, forest, cursor, first, entered);
  }
  return forest;
}

/** Walks the tree of one first node; `parent` is the way back. Returns how many nodes have been entered by then. */
function walkTree(
  { starts, ends }: Neighbours,
  forest: DepthFirst,
  cursor: Int32Array,
  first: number,
  before: number,
): number {
  const { order, place, parent, root, low } = forest;
  let entered = before;
  const enter = (node: number) => {
    order[entered] = node;
    place[node] = entered;
    low[node] = entered;
    root[node] = first;
    entered += 1;
  };
  enter(first);
  for (let node = first; node !== -1; ) {
    const at = cursor[node] as number;
    if (at === starts[node + 1]) {
      node = leave(forest, node);
      continue;
    }
    cursor[node] = at + 1;
    const next = ends[at] as number;
    if (place[next] === -1) {
      parent[next] = node;
      enter(next);
      node = next;
    } else if (next !== parent[node]) low[node] = Math.min(low[node] as number, place[next] as number);
  }
  return entered;
}

/** Adds a node that is done with to the one above it, which is returned. */
function leave({ parent, below, low }: DepthFirst, node: number): number {
  const above = parent[node] as number;
  if (above !== -1) {
    below[above] = (below[above] as number) + (below[node] as number);
    low[above] = Math.min(low[above] as number, low[node] as number);
  }
  return above;
}
