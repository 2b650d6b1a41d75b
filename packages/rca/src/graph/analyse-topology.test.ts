import fc from 'fast-check';
import { expect, test } from 'vitest';
import { edge, network, node, twoRacks } from '../testing/network.ts';
import { analyseTopology, singlePointsOfFailure } from './analyse-topology.ts';

/** Two racks, and a shop: web calls api calls db; db runs on a server of rack 1, api on one of each rack. */
function shop() {
  const { core, tors, servers, topology } = twoRacks();
  const [web, api, db] = ['web', 'api', 'db'].map((name) => node('service', name));
  const [host1, host2] = [servers[0]![0]!, servers[1]![0]!];
  const edges = [
    ...topology.edges,
    { ...edge(web!, api!, 'calls'), criticality: 0.5 },
    edge(api!, db!, 'calls'),
    edge(db!, host1, 'runs_on'),
    edge(api!, host1, 'runs_on'),
    edge(api!, host2, 'runs_on'),
  ];
  return {
    core,
    tors,
    host1,
    db: db!,
    api: api!,
    web: web!,
    topology: network([...topology.nodes, web!, api!, db!], edges),
  };
}

test('an analysis tells figures, single points of failure and the critical path by id', () => {
  const { core, tors, host1, db, api, web, topology } = shop();
  const analysis = analyseTopology(topology);
  expect(analysis).toMatchObject({ version: topology.version, as_of: topology.as_of });
  expect(analysis.nodes).toHaveLength(topology.nodes.length);
  expect(analysis.nodes[0]?.id).toBe(tors[0]!.id);
  expect(analysis.nodes.find(({ id }) => id === api.id)).toMatchObject({ degree: 4 });
  const points = analysis.single_points_of_failure;
  // Without the core no rack reaches the other, without a switch none of its servers reaches anything.
  expect(points.map(({ id, articulation_point, cuts_off }) => [id, articulation_point, cuts_off])).toEqual([
    [core.id, true, 7],
    [tors[0]!.id, true, 7],
    [tors[1]!.id, true, 6],
    [host1.id, false, 1],
  ]);
  expect(points.at(-1)?.cut_off).toEqual([db.id]);
  expect(singlePointsOfFailure(topology)).toEqual(points);
  expect(analysis.critical_path).toEqual({
    steps: [
      { id: web.id },
      { id: api.id, kind: 'calls', criticality: 0.5 },
      { id: db.id, kind: 'calls', criticality: 1 },
      { id: host1.id, kind: 'runs_on', criticality: 1 },
      { id: tors[0]!.id, kind: 'connects_to', criticality: 1 },
      { id: core.id, kind: 'connects_to', criticality: 1 },
    ],
    strength: 0.75,
  });
});

test('a topology without nodes has an analysis without any', () => {
  expect(analyseTopology(network([], []))).toEqual({
    version: '0-0',
    as_of: '2026-01-27T00:00:00.000Z',
    nodes: [],
    single_points_of_failure: [],
    critical_path: { steps: [], strength: 1 },
  });
});

test('nodes called like parts of JavaScript are nodes like any other', () => {
  const [a, b] = [node('switch', '__proto__'), node('switch', 'constructor')];
  expect(analyseTopology(network([a, b], [edge(a, b)])).nodes.map(({ degree }) => degree)).toEqual([1, 1]);
});

test('the order of nodes and edges in the input does not matter', () => {
  const { topology } = shop();
  const expected = analyseTopology(topology);
  const shuffled = fc.record({
    nodes: fc.shuffledSubarray([...topology.nodes], { minLength: topology.nodes.length }),
    edges: fc.shuffledSubarray([...topology.edges], { minLength: topology.edges.length }),
  });
  fc.assert(
    fc.property(shuffled, ({ nodes, edges }) => {
      expect(analyseTopology({ ...topology, nodes, edges })).toEqual(expected);
    }),
    { numRuns: 30 },
  );
});
