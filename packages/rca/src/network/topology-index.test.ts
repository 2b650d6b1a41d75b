import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { edge, network, node, twoRacks } from '../testing/network.ts';
import { createTopologyIndex } from './topology-index.ts';

const { core, tors, servers, topology } = twoRacks();
const [tor1, tor2] = tors as [typeof core, typeof core];
const index = createTopologyIndex(topology);
const ids = (links: readonly { id: string }[]) => links.map(({ id }) => id);

describe('hops', () => {
  test('count whatever the direction', () => {
    expect(index.hops(servers[0]![0]!.id, servers[1]![0]!.id, 5)).toBe(4);
    expect(index.hops(core.id, servers[1]![0]!.id, 5)).toBe(2);
    expect(index.hops(core.id, core.id, 5)).toBe(0);
  });
  test('end at the depth', () => {
    expect(index.hops(servers[0]![0]!.id, servers[1]![0]!.id, 3)).toBeUndefined();
  });
  test('lead nowhere from an entity that the topology does not know', () => {
    expect(index.hops('urn:aiops:device:server:default:nobody', core.id, 5)).toBeUndefined();
    expect(index.hops(core.id, 'urn:aiops:device:server:default:nobody', 5)).toBeUndefined();
  });
});

describe('dependencies', () => {
  test('go along a cable from the device farther from the core to the nearer one', () => {
    expect(ids(index.dependencies(servers[0]![0]!.id))).toEqual([tor1.id]);
    expect(ids(index.dependencies(tor1.id))).toEqual([core.id]);
    expect(ids(index.dependents(core.id))).toEqual([tor1.id, tor2.id]);
  });
  test('go from the caller to what it calls and to the host it runs on', () => {
    const [web, db] = [node('service', 'web'), node('service', 'db')];
    const host = node('server', 'h1');
    const calls = createTopologyIndex(
      network([web, db, host], [edge(web, db, 'calls'), edge(db, host, 'runs_on')]),
    );
    expect([...calls.upstream(web.id, 5)].map(([id, { distance }]) => [id, distance])).toEqual([
      [db.id, 1],
      [host.id, 2],
    ]);
  });
  test('do not exist between equals, but the cable is still a hop', () => {
    const [a, b] = [node('switch', 'a'), node('switch', 'b')];
    const equals = createTopologyIndex(network([a, b], [edge(a, b)]));
    expect(equals.dependencies(a.id)).toEqual([]);
    expect(equals.dependencies(b.id)).toEqual([]);
    expect(equals.hops(a.id, b.id, 1)).toBe(1);
  });
  test('follow an explicit tier before the type', () => {
    const [a, b] = [node('switch', 'a', { tier: 'access' }), node('switch', 'b', { tier: 'core' })];
    expect(ids(createTopologyIndex(network([a, b], [edge(b, a)])).dependencies(a.id))).toEqual([b.id]);
    const [c, d] = [node('switch', 'c', { tier: '3' }), node('switch', 'd', { tier: '2' })];
    expect(ids(createTopologyIndex(network([c, d], [edge(c, d)])).dependencies(c.id))).toEqual([d.id]);
  });
  test('follow the type where the tiers are equal', () => {
    const [s, t] = [node('server', 's', { tier: 'access' }), node('switch', 't', { tier: 'access' })];
    expect(ids(createTopologyIndex(network([s, t], [edge(t, s)])).dependencies(s.id))).toEqual([t.id]);
  });
  test('lead down as they lead up: what an entity depends on has it below itself, as far away', () => {
    const names = topology.nodes.map(({ id }) => id);
    const up = names.flatMap((id) =>
      [...index.upstream(id, 5)].map(([to, reach]) => [id, to, reach.distance]),
    );
    const down = names.flatMap((id) =>
      [...index.downstream(id, 5)].map(([from, reach]) => [from, id, reach.distance]),
    );
    expect(down.sort()).toEqual(up.sort());
    expect([...index.downstream(core.id, 1).keys()]).toEqual([tor1.id, tor2.id]);
  });
  test('end in a ring of calls', () => {
    const [a, b] = [node('service', 'a'), node('service', 'b')];
    const ring = createTopologyIndex(network([a, b], [edge(a, b, 'calls'), edge(b, a, 'calls')]));
    expect([...ring.upstream(a.id, 5).keys()]).toEqual([b.id]);
  });
});

test('the order of nodes and edges in the input does not matter', () => {
  const order = fc.shuffledSubarray([...topology.edges], { minLength: topology.edges.length });
  fc.assert(
    fc.property(order, (edges) => {
      const other = createTopologyIndex({ ...topology, edges });
      for (const { id } of topology.nodes) {
        expect([...other.upstream(id, 5)]).toEqual([...index.upstream(id, 5)]);
      }
    }),
    { numRuns: 30 },
  );
});
