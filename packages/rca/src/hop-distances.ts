/** Who is joined to whom, by node number: the neighbours of `node` are `ends` from `starts[node]` up to `starts[node + 1]`. */
export interface Joints {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/** In a row of distances: farther than was looked, or not connected. */
export const UNREACHED = 255;

/**
 * Hops to every node from the nearest of some, up to `depth` (at most 254), by node number. The queue has room for all nodes; it is
 * reused, because setting one up for each search costs as much as a short search.
 */
export function hopDistances(
  { starts, ends }: Joints,
  from: Iterable<number>,
  depth: number,
  queue: Int32Array,
): Uint8Array {
  const distances = new Uint8Array(starts.length - 1).fill(UNREACHED);
  let queued = 0;
  for (const start of from) {
    if (distances[start] === 0) continue;
    distances[start] = 0;
    queue[queued++] = start;
  }
  const farthest = Math.min(depth, UNREACHED - 1);
  for (let turn = 0; turn < queued; turn += 1) {
    const node = queue[turn] as number;
    const hops = (distances[node] as number) + 1;
    if (hops > farthest) break;
    const end = starts[node + 1] as number;
    for (let place = starts[node] as number; place < end; place += 1) {
      const neighbour = ends[place] as number;
      if (distances[neighbour] !== UNREACHED) continue;
      distances[neighbour] = hops;
      queue[queued++] = neighbour;
    }
  }
  return distances;
}
