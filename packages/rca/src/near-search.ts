import type { Joints } from './hop-distances.ts';

/**
 * Tells of nodes whether they are within `depth` hops of any of some. Looks no farther than it is asked for: what has to do with an
 * incident is mostly right beside it.
 */
export function nearSearch(
  { starts, ends }: Joints,
  from: Iterable<number>,
  depth: number,
): (node: number) => boolean {
  const found = new Uint8Array(starts.length - 1);
  const enter = (nodes: Iterable<number>) => {
    const entered: number[] = [];
    for (const node of nodes) {
      if (found[node] === 1) continue;
      found[node] = 1;
      entered.push(node);
    }
    return entered;
  };
  let edge = enter(from);
  let hops = 0;
  return (node) => {
    for (; found[node] === 0 && hops < depth && edge.length > 0; hops += 1) {
      edge = edge.flatMap((at) => enter(ends.subarray(starts[at], starts[at + 1])));
    }
    return found[node] === 1;
  };
}
