import { expect, test } from 'vitest';
import { sampleNode } from '../testing/sample-graph.ts';
import { hopsFrom } from './hops.ts';

const edge = (from: string, to: string) => ({ from, to, isPath: false });

test('edges count whichever way they lead; what cannot be reached is missing', () => {
  const graph = {
    nodes: ['a', 'b', 'c', 'd'].map((id) => sampleNode(id)),
    edges: [edge('b', 'a'), edge('b', 'c'), edge('c', 'a')],
  };
  expect([...hopsFrom(graph, ['a'])]).toEqual([
    ['a', 0],
    ['b', 1],
    ['c', 1],
  ]);
});
