/** Who is joined to whom, by node number: the neighbours of `node` are `ends` from `starts[node]` up to `starts[node + 1]`. */
export interface Joints {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

const UNREACHED = 255;
const NOTHING = new Int32Array(0);

/**
 * Tells of nodes how many hops they are from the nearest of some; undefined beyond `depth` (at most 254), and where they are not connected.
 * Looks no farther than it is asked for: what has to do with an incident is mostly right beside it, and five hops away is half a
 * network. The queue has room for all nodes; it is used while one question is answered.
 */
export function hopSearch(
  { starts, ends }: Joints,
  from: Iterable<number>,
  depth: number,
  queue: Int32Array,
): (node: number) => number | undefined {
  const found = new Uint8Array(starts.length - 1).fill(UNREACHED);
  const farthest = Math.min(depth, UNREACHED - 1);
  let queued = 0;
  const enter = (node: number, hops: number) => {
    if (found[node] !== UNREACHED) return;
    found[node] = hops;
    queue[queued++] = node;
  };
  for (const start of from) enter(start, 0);
  let hops = 0;
  /** Those so many hops away. */
  let edge = queue.slice(0, queued);
  const lookOn = () => {
    queued = 0;
    hops += 1;
    for (const node of edge) {
      const end = starts[node + 1] as number;
      for (let place = starts[node] as number; place < end; place += 1) enter(ends[place] as number, hops);
    }
    edge = hops < farthest ? queue.slice(0, queued) : NOTHING;
  };
  return (node) => {
    while (found[node] === UNREACHED && hops < farthest && edge.length > 0) lookOn();
    return found[node] === UNREACHED ? undefined : found[node];
  };
}
