import type { Neighbours } from './neighbours.ts';

/** Counts of ways are scaled down beyond this: they grow exponentially with the length of a ladder or grid. */
const MOST_WAYS = 1e150;
/** A node that is reached by next to none of the ways is still reached. */
const FEWEST_WAYS = 1e-300;

/** The shortest ways from one node to all others. The arrays belong to the search and are overwritten by the next run. */
export interface BreadthFirst {
  /** Nodes by distance; those beyond `reached` are left from an earlier run. */
  readonly order: Int32Array;
  /** Hops from the start, −1 where it does not lead. */
  readonly distances: Int32Array;
  /**
   * Number of shortest ways to a node, scaled alike for all nodes of one distance. `incoming` is the sum of `ways` over the
   * nodes before it, so that `ways[before] / incoming[node]` is the share of its shortest ways that come that way.
   */
  readonly ways: Float64Array;
  readonly incoming: Float64Array;
  /**
   * The steps of all shortest ways: `steps` from `firstSteps[at]` up to `firstSteps[at + 1]` are the nodes that `order[at]`
   * leads on to.
   */
  readonly steps: Int32Array;
  readonly firstSteps: Int32Array;
  /** Number of nodes reached, the start included. */
  reached: number;
}

/** Room for the searches of one graph. */
export function createBreadthFirst({ size, ends }: Neighbours): BreadthFirst {
  return {
    order: new Int32Array(size),
    distances: new Int32Array(size),
    ways: new Float64Array(size),
    incoming: new Float64Array(size),
    steps: new Int32Array(ends.length),
    firstSteps: new Int32Array(size + 1),
    reached: 0,
  };
}

/** Runs the search from `start`, level by level. */
export function searchFrom({ starts, ends }: Neighbours, start: number, search: BreadthFirst): void {
  const { order, distances, ways, incoming, steps, firstSteps } = search;
  distances.fill(-1);
  distances[start] = 0;
  incoming[start] = 1;
  order[0] = start;
  let reached = 1;
  let stepped = 0;
  for (let from = 0, distance = 1; from < reached; distance++) {
    const level = reached;
    scaleWays(search, from, level);
    for (; from < level; from++) {
      const node = order[from] as number;
      const count = ways[node] as number;
      const last = starts[node + 1] as number;
      for (let at = starts[node] as number; at < last; at++) {
        const next = ends[at] as number;
        const known = distances[next] as number;
        if (known === -1) {
          distances[next] = distance;
          incoming[next] = count;
          order[reached++] = next;
        } else if (known === distance) incoming[next] = (incoming[next] as number) + count;
        else continue;
        steps[stepped++] = next;
      }
      firstSteps[from + 1] = stepped;
    }
  }
  search.reached = reached;
}

/** Takes the ways of one level over from what came in, so that neither they nor their sums overflow. */
function scaleWays({ order, ways, incoming }: BreadthFirst, from: number, to: number): void {
  let most = 0;
  for (let at = from; at < to; at++) most = Math.max(most, incoming[order[at] as number] as number);
  const scale = most > MOST_WAYS ? 1 / most : 1;
  for (let at = from; at < to; at++) {
    const node = order[at] as number;
    ways[node] = Math.max((incoming[node] as number) * scale, FEWEST_WAYS);
  }
}
