import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { joinedTo, othersOf, type RandomGraph, randomGraph } from '../testing/random-graph.ts';
import { cutPoints } from './cut-points.ts';
import { neighboursOf } from './neighbours.ts';

const found = ({ size, edges }: RandomGraph) =>
  cutPoints(neighboursOf(size, edges)).map(({ node, cutOff }) => ({ node, lost: cutOff() }));

/** Takes each node away in turn and looks into what parts its neighbours fall. */
function naive({ size, edges }: RandomGraph) {
  return Array.from({ length: size }, (_, node) => node).flatMap((node) => {
    const parts = othersOf(edges, node).map((other) => joinedTo(edges, other, node));
    const different = [...new Map(parts.map((part) => [part[0], part])).values()];
    const [, ...lost] = different.sort((a, b) => b.length - a.length || a[0]! - b[0]!);
    return lost.length === 0 ? [] : [{ node, lost: lost.flat().sort((a, b) => a - b) }];
  });
}

describe('cut points', () => {
  test('are the nodes without which others fall apart, with all but the largest rest', () => {
    fc.assert(
      fc.property(randomGraph, (graph) => {
        expect(found(graph)).toEqual(naive(graph));
      }),
      { numRuns: 1_000 },
    );
  });

  test('of a chain of 20,000 nodes are found without recursion', () => {
    const size = 20_000;
    const edges = Array.from({ length: size - 1 }, (_, i): [number, number] => [i, i + 1]);
    const points = cutPoints(neighboursOf(size, edges));
    expect(points).toHaveLength(size - 2);
    expect(points[2]?.cutOff()).toEqual([0, 1, 2]);
  });

  test('are none in a ring, and none where two are joined by several edges', () => {
    expect(
      found({
        size: 3,
        edges: [
          [0, 1],
          [1, 2],
          [2, 0],
        ],
      }),
    ).toEqual([]);
    expect(
      found({
        size: 2,
        edges: [
          [0, 1],
          [1, 0],
        ],
      }),
    ).toEqual([]);
  });
});
