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
  let edge: number[] = [];
  const enter = (node: number) => {
    if (found[node] === 1) return;
    found[node] = 1;
    edge.push(node);
  };
  for (const node of from) enter(node);
  const lookOn = () => {
    const reached = edge;
    edge = [];
    for (const node of reached) {
      const end = starts[node + 1] as number;
      for (let place = starts[node] as number; place < end; place += 1) enter(ends[place] as number);
    }
  };
  let hops = 0;
  return (node) => {
    for (; found[node] === 0 && hops < depth && edge.length > 0; hops += 1) lookOn();
    return found[node] === 1;
  };
}
