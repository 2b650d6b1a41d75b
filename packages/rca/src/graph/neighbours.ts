/**
 * Who is joined to whom, by node number, in two flat arrays: the neighbours of `node` are `ends` from `starts[node]` up to
 * `starts[node + 1]`, in ascending order. Each neighbour is there once, however many edges join the two.
 */
export interface Neighbours {
  /** Number of nodes. */
  readonly size: number;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/** Builds the neighbours of `size` nodes. Edges have no direction; one that leads to its own beginning is left out. */
export function neighboursOf(size: number, edges: readonly (readonly [number, number])[]): Neighbours {
  const sets = Array.from({ length: size }, () => new Set<number>());
  for (const [a, b] of edges) {
    if (a === b) continue;
    sets[a]?.add(b);
    sets[b]?.add(a);
  }
  const starts = new Int32Array(size + 1);
  for (const [node, set] of sets.entries()) starts[node + 1] = (starts[node] as number) + set.size;
  const ends = new Int32Array(starts[size] as number);
  for (const [node, set] of sets.entries()) {
    const own = ends.subarray(starts[node], starts[node + 1]);
    own.set([...set]);
    own.sort();
  }
  return { size, starts, ends };
}

/** How many others a node is joined to. */
export function degreeOf({ starts }: Neighbours, node: number): number {
  return (starts[node + 1] as number) - (starts[node] as number);
}
