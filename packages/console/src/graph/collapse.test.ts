import { expect, test } from 'vitest';
import { sampleNode, sampleStar } from '../testing/sample-graph.ts';
import { collapse, usualGrouping } from './collapse.ts';

const names = (graph: ReturnType<typeof collapse>) =>
  graph.nodes.map(({ id, count }) => `${id} ${count}`).sort();

test('what is well is put together by tier; cause and victims stay', () => {
  const graph = collapse(sampleStar(10), 'tier', new Set());
  expect(names(graph)).toEqual(['cause 1', 'group tier server 6', 'n0 1', 'n1 1', 'n2 1']);
  expect(graph.edges).toEqual([
    { from: 'cause', to: 'n0', isPath: true },
    { from: 'cause', to: 'n1', isPath: true },
    { from: 'cause', to: 'n2', isPath: true },
    { from: 'cause', to: 'group tier server', isPath: false },
  ]);
});

test('by site there is a group for each', () => {
  expect(
    names(collapse(sampleStar(10), 'site', new Set())).filter((name) => name.startsWith('group')),
  ).toEqual(['group site s0 2', 'group site s1 2', 'group site s2 2']);
});

test('a group that is open, one of a single node, and no grouping at all', () => {
  expect(collapse(sampleStar(10), 'tier', new Set(['group tier server'])).nodes.length).toBe(10);
  const single = { nodes: [sampleNode('a', 'cause'), sampleNode('b')], edges: [] };
  expect(collapse(single, 'tier', new Set()).nodes).toEqual(single.nodes);
  expect(collapse(sampleStar(10), 'none', new Set()).nodes.length).toBe(10);
});

test('edges inside a group are gone', () => {
  const graph = { nodes: [sampleNode('a'), sampleNode('b')], edges: [{ from: 'a', to: 'b', isPath: false }] };
  expect(collapse(graph, 'tier', new Set()).edges).toEqual([]);
});

test('a large graph is put together at first, a small one is not', () => {
  expect([usualGrouping(sampleStar(60)), usualGrouping(sampleStar(61))]).toEqual(['none', 'tier']);
});
