import fc from 'fast-check';
import { expect, test } from 'vitest';
import { othersOf, randomGraph } from '../testing/random-graph.ts';
import { degreeOf, neighboursOf } from './neighbours.ts';

test('neighbours are those at the other end of an edge, each once, never the node itself', () => {
  fc.assert(
    fc.property(randomGraph, ({ size, edges }) => {
      const graph = neighboursOf(size, edges);
      for (let node = 0; node < size; node++) {
        const expected = othersOf(edges, node).sort((a, b) => a - b);
        expect([...graph.ends.slice(graph.starts[node], graph.starts[node + 1])]).toEqual(expected);
        expect(degreeOf(graph, node)).toBe(expected.length);
      }
    }),
  );
});
