import type { Graph } from './graph-model.ts';

/** How many edges each node is away from the nearest of `starts`, whichever way they lead; what cannot be reached is missing. */
export function hopsFrom({ edges }: Graph, starts: readonly string[]): ReadonlyMap<string, number> {
  const neighbours = new Map<string, string[]>();
  const join = (a: string, b: string) => {
    const known = neighbours.get(a);
    if (known === undefined) neighbours.set(a, [b]);
    else known.push(b);
  };
  for (const { from, to } of edges) {
    join(from, to);
    join(to, from);
  }
  const hops = new Map(starts.map((id) => [id, 0]));
  let edge = [...starts];
  for (let distance = 1; edge.length > 0; distance += 1) {
    const next: string[] = [];
    for (const id of edge) {
      for (const neighbour of neighbours.get(id) ?? []) {
        if (hops.has(neighbour)) continue;
        hops.set(neighbour, distance);
        next.push(neighbour);
      }
    }
    edge = next;
  }
  return hops;
}
