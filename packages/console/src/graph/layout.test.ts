import { expect, test } from 'vitest';
import { sampleNode, sampleStar } from '../testing/sample-graph.ts';
import type { Graph } from './graph-model.ts';
import { createLayout, type Positions } from './layout.ts';

function settled(graph: Graph, before: Positions = new Map()): Positions {
  const layout = createLayout(graph, before);
  for (let step = 0; step < 1_000 && !layout.isDone; step += 1) layout.advance(1);
  expect(layout.isDone).toBe(true);
  return layout.positions();
}

test('the same graph has the same layout, whatever the size of the steps', () => {
  const graph = sampleStar(20);
  const atOnce = createLayout(graph, new Map());
  atOnce.advance(1_000);
  expect([...settled(graph)]).toEqual([...atOnce.positions()]);
});

test('victims stand to the right of the cause, and what is well beside it to the left', () => {
  const graph = sampleStar(8);
  const positions = settled(graph);
  const x = (id: string) => positions.get(id)?.x ?? Number.NaN;
  for (const { id, role } of graph.nodes) {
    if (role === 'victim') expect(x(id)).toBeGreaterThan(x('cause') + 50);
    if (role === 'other') expect(x(id)).toBeLessThan(x('cause') - 50);
  }
});

test('no two nodes stand on each other, also of 500', () => {
  const places = [...settled(sampleStar(500)).values()];
  let nearest = Number.POSITIVE_INFINITY;
  for (const [number, a] of places.entries())
    for (const b of places.slice(number + 1)) nearest = Math.min(nearest, Math.hypot(a.x - b.x, a.y - b.y));
  expect(nearest).toBeGreaterThan(20);
});

test('nothing moves when nothing changed, and little when one comes', () => {
  const graph = sampleStar(20);
  const before = settled(graph);
  expect([...settled(graph, before)]).toEqual([...before]);
  const larger = {
    nodes: [...graph.nodes, sampleNode('new', 'victim')],
    edges: [...graph.edges, { from: 'cause', to: 'new', isPath: true }],
  };
  const after = settled(larger, before);
  const moved = [...before].map(([id, { x, y }]) =>
    Math.hypot((after.get(id)?.x ?? 0) - x, (after.get(id)?.y ?? 0) - y),
  );
  expect(Math.max(...moved)).toBeLessThan(120);
});

test('a graph of nothing is done', () => {
  expect(settled({ nodes: [], edges: [] }).size).toBe(0);
});
