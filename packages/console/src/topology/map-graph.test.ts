import { expect, test } from 'vitest';
import { collapse, usualGrouping } from '../graph/collapse.ts';
import { MOST_DRAWN, mapGraph } from './map-graph.ts';

const node = (id: string, tier = 'server') => ({ id, name: id, kind: 'device', type: 'server', tier });
const nodes = [node('core', 'core'), node('tor', 'access'), node('web')];
const edges = [
  { from: 'tor', to: 'core', kind: 'connects_to' },
  { from: 'web', to: 'tor', kind: 'connects_to' },
  { from: 'web', to: 'gone', kind: 'calls' },
];
const dependent = (id: string, through: string) => ({
  id,
  name: id,
  through,
  distance: 1,
  strength: 1,
  kind: 'connects_to',
});

test('the health of now shows as parts', () => {
  const graph = mapGraph({ nodes, edges }, new Map([['web', { role: 'victim', incidents: ['i'] }]]));
  expect(graph.nodes.map(({ role }) => role)).toEqual(['other', 'other', 'victim']);
  expect(graph.edges).toHaveLength(2);
});

test('what is supposed to fail takes the place of the health, and its way that of the cables', () => {
  const health = new Map([['core', { role: 'cause' as const, incidents: ['i'] }]]);
  const graph = mapGraph({ nodes, edges }, health, { id: 'tor', dependents: [dependent('web', 'tor')] });
  expect(graph.nodes.map(({ role }) => role)).toEqual(['other', 'cause', 'victim']);
  expect(graph.edges).toEqual([
    { from: 'tor', to: 'web', isPath: true },
    { from: 'tor', to: 'core', isPath: false },
  ]);
});

test('a map of thousands stays few marks, even where all of it would feel a failure', () => {
  const many = Array.from({ length: 5_000 }, (_, number) => node(`n${number}`));
  const dependents = many.map(({ id }) => dependent(id, 'core'));
  const graph = mapGraph({ nodes: [...nodes, ...many], edges }, new Map(), { id: 'core', dependents });
  const shown = collapse(graph, usualGrouping(graph), new Set());
  expect(shown.nodes.length).toBeLessThan(MOST_DRAWN + 5);
});
