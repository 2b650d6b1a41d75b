import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { othersOf, type RandomGraph, randomGraph } from '../testing/random-graph.ts';
import { centralities } from './centralities.ts';
import { neighboursOf } from './neighbours.ts';

const measured = ({ size, edges }: RandomGraph) => centralities(neighboursOf(size, edges));

/** Every shortest way between two nodes: all ways that never visit a node twice, longer by a step each time, until some arrive. */
function shortestWays({ edges }: RandomGraph, from: number, to: number): number[][] {
  let ways = [[from]];
  while (ways.length > 0 && ways.every((way) => way.at(-1) !== to)) {
    ways = ways.flatMap((way) =>
      othersOf(edges, way.at(-1)!)
        .filter((node) => !way.includes(node))
        .map((node) => [...way, node]),
    );
  }
  return ways.filter((way) => way.at(-1) === to);
}

function naiveCloseness(graph: RandomGraph, from: number): number {
  const distances = Array.from({ length: graph.size }, (_, to) => to)
    .filter((to) => to !== from)
    .flatMap((to) => shortestWays(graph, from, to).slice(0, 1))
    .map((way) => way.length - 1);
  const total = distances.reduce((sum, distance) => sum + distance, 0);
  return total === 0 ? 0 : distances.length ** 2 / total / (graph.size - 1);
}

function naiveBetweenness(graph: RandomGraph): number[] {
  const { size } = graph;
  const scores = Array.from({ length: size }, () => 0);
  for (let from = 0; from < size; from++) {
    for (let to = from + 1; to < size; to++) {
      const ways = shortestWays(graph, from, to);
      for (const node of ways.flatMap((way) => way.slice(1, -1)))
        scores[node]! += 2 / ways.length / ((size - 1) * (size - 2));
    }
  }
  return scores;
}

describe('closeness and betweenness', () => {
  test('are what their definitions say', () => {
    fc.assert(
      fc.property(randomGraph, (graph) => {
        const { closeness, betweenness } = measured(graph);
        for (const [node, expected] of naiveBetweenness(graph).entries()) {
          expect(betweenness[node]).toBeCloseTo(expected, 12);
          expect(closeness[node]).toBeCloseTo(naiveCloseness(graph, node), 12);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('are 1 for the hub of a star', () => {
    const { closeness, betweenness } = measured({
      size: 5,
      edges: [1, 2, 3, 4].map((leaf) => [0, leaf] as const),
    });
    expect([...betweenness]).toEqual([1, 0, 0, 0, 0]);
    expect(closeness[0]).toBe(1);
    expect(closeness[1]).toBeCloseTo(4 / 7, 12);
  });

  test('of a node of an island count how small it is', () => {
    const { closeness } = measured({ size: 5, edges: [[0, 1]] });
    expect([...closeness]).toEqual([0.25, 0.25, 0, 0, 0]);
  });

  test('stay numbers where there are more shortest ways than a number can count', () => {
    // A ladder of diamonds: 2^1200 shortest ways from end to end.
    const diamonds = 1_200;
    const edges = Array.from({ length: diamonds }, (_, i): [number, number][] => [
      [3 * i, 3 * i + 1],
      [3 * i, 3 * i + 2],
      [3 * i + 1, 3 * i + 3],
      [3 * i + 2, 3 * i + 3],
    ]).flat();
    const size = 3 * diamonds + 1;
    const { betweenness } = measured({ size, edges });
    const middle = 3 * (diamonds / 2);
    // All that is on one side of it with all that is on the other.
    const pairs = ((size - 1) * (size - 2)) / 2;
    expect(betweenness[middle]).toBeCloseTo(((size - 1) / 2) ** 2 / pairs, 3);
    expect([...betweenness].every((score) => score >= 0 && score <= 1)).toBe(true);
    expect(betweenness[middle + 1]).toBeCloseTo(betweenness[middle + 2]!, 12);
  }, 60_000);
});
