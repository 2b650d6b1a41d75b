import type { Topology, TopologyEdge, TopologyNode } from '@aiops/contracts';
import { expect, test } from 'vitest';
import type { Call } from '../handler.ts';
import { topologyOperations } from '../operations/topology-operations.ts';
import { topologyHandlers } from './topology-handlers.ts';

const node = (name: string, kind: TopologyNode['kind'], tier: string): TopologyNode => ({
  id: `urn:${name}`,
  kind,
  name,
  type: kind === 'service' ? 'service' : tier,
  site: 'lab',
  tier,
});
const edge = (from: string, to: string, kind: TopologyEdge['kind']): TopologyEdge => ({
  from: `urn:${from}`,
  to: `urn:${to}`,
  kind,
  source: 'test',
  criticality: 1,
});

/** A service on a server behind a switch, and another service that calls it. */
const map: Topology = {
  version: 'v1',
  as_of: '2026-01-27T12:00:00.000Z',
  nodes: [
    node('tor', 'device', 'access'),
    node('core', 'device', 'core'),
    node('server', 'device', 'server'),
    node('shop', 'service', 'service'),
    node('cart', 'service', 'service'),
  ],
  edges: [
    edge('tor', 'core', 'connects_to'),
    edge('server', 'tor', 'connects_to'),
    edge('shop', 'server', 'runs_on'),
    edge('cart', 'shop', 'calls'),
  ],
};

const of = (topology: Topology | undefined) =>
  topologyHandlers({ current: () => ({ topology, status: topology === undefined ? 'unavailable' : 'ok' }) });
const asking = (id: string) => ({ params: { id } }) as Call<typeof topologyOperations.getDependents>;
const list = {} as Call<typeof topologyOperations.listSinglePoints>;

test('what depends on a node is told with the way, the nearest first, and how much it takes off the network', async () => {
  const answer = await of(map).getDependents(asking('urn:server'));
  expect(topologyOperations.getDependents.answer.parse(answer)).toEqual({
    id: 'urn:server',
    name: 'server',
    items: [
      { id: 'urn:shop', name: 'shop', distance: 1, strength: 1, through: 'urn:server', kind: 'runs_on' },
      { id: 'urn:cart', name: 'cart', distance: 2, strength: 1, through: 'urn:shop', kind: 'calls' },
    ],
    cut_off: 1,
  });
});

test('what nothing depends on has no dependents', async () => {
  expect(await of(map).getDependents(asking('urn:cart'))).toMatchObject({ items: [], cut_off: 0 });
});

test.each([
  ['an unknown node', map],
  ['any node, while there is no map', undefined],
])('%s is refused with where to look', async (_, topology) => {
  await expect(of(topology).getDependents(asking('__proto__'))).rejects.toMatchObject({
    status: 404,
    message: expect.stringContaining('/api/v1/topology'),
  });
});

test('single points of failure come with their names, those that cut off most first', async () => {
  const { version, items } = topologyOperations.listSinglePoints.answer.parse(
    await of(map).listSinglePoints(list),
  );
  expect(version).toBe('v1');
  expect(items.map(({ name, splits, cuts_off }) => [name, splits, cuts_off])).toEqual([
    ['tor', true, 2],
    ['server', false, 1],
  ]);
});

test('without a map there are none', async () => {
  expect(await of(undefined).listSinglePoints(list)).toEqual({ version: null, items: [] });
});

test('a new version is asked about anew', async () => {
  let topology = map;
  const handlers = topologyHandlers({ current: () => ({ topology, status: 'ok' }) });
  await handlers.listSinglePoints(list);
  topology = { ...map, version: 'v2', edges: [] };
  expect(await handlers.listSinglePoints(list)).toEqual({ version: 'v2', items: [] });
});
