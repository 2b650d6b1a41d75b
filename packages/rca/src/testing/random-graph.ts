import fc from 'fast-check';

type Edges = readonly (readonly [number, number])[];

export interface RandomGraph {
  readonly size: number;
  readonly edges: Edges;
}

/** Graphs of up to ten nodes: islands, loops and parallel edges included. */
export const randomGraph: fc.Arbitrary<RandomGraph> = fc.integer({ min: 1, max: 10 }).chain((size) => {
  const end = fc.nat(size - 1);
  return fc.record({
    size: fc.constant(size),
    edges: fc.array(fc.tuple(end, end), { maxLength: 18 }),
  });
});

/** The other ends of a node's edges, each once. */
export function othersOf(edges: Edges, node: number): number[] {
  const others = edges.flatMap(([a, b]) => (a === node ? [b] : b === node ? [a] : []));
  return [...new Set(others)].filter((other) => other !== node);
}

/** The nodes that are joined to one, directly or not, itself included; ascending. `gone` is taken out of the graph first. */
export function joinedTo(edges: Edges, start: number, gone?: number): number[] {
  const joined = new Set([start]);
  for (const node of joined) {
    for (const other of othersOf(edges, node)) if (other !== gone) joined.add(other);
  }
  return [...joined].sort((a, b) => a - b);
}
