import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type RandomGraph, randomGraph } from '../testing/random-graph.ts';
import { type Arcs, rings } from './rings.ts';

const arcsOf = ({ size, edges }: RandomGraph): Arcs =>
  Array.from({ length: size }, (_, node) => edges.flatMap(([from, to]) => (from === node ? [to] : [])));

function reachedFrom(arcs: Arcs, start: number): Set<number> {
  const reached = new Set([start]);
  for (const node of reached) for (const next of arcs[node] ?? []) reached.add(next);
  return reached;
}

describe('rings', () => {
  test('hold the nodes that lead to each other, and come after those that they lead to', () => {
    fc.assert(
      fc.property(randomGraph, (graph) => {
        const arcs = arcsOf(graph);
        const reached = arcs.map((_, node) => reachedFrom(arcs, node));
        const found = rings(arcs);
        expect(found.flat().sort((a, b) => a - b)).toEqual(arcs.map((_, node) => node));
        const ringOf = new Map(found.flatMap((ring, at) => ring.map((node) => [node, at] as const)));
        for (const [a] of arcs.entries()) {
          for (const b of reached[a]!) {
            if (reached[b]!.has(a)) expect(ringOf.get(b)).toBe(ringOf.get(a));
            else expect(ringOf.get(b)).toBeLessThan(ringOf.get(a)!);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  test('are found in a chain of 20,000 nodes, without recursion', () => {
    const size = 20_000;
    const found = rings(Array.from({ length: size }, (_, node) => (node + 1 < size ? [node + 1] : [])));
    expect(found).toHaveLength(size);
    expect(found[0]).toEqual([size - 1]);
  });
});
