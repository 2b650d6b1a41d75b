import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type EdgeKind,
  entityUrn,
  type Topology,
  type TopologyEdge,
  type TopologyNode,
} from '@aiops/contracts';
import { analyseTopology, createTopologyIndex, type TopologyAnalysis, type TopologyIndex } from '@aiops/rca';
import { createNeo4jTopologyStore, type TopologyStore } from '@aiops/runtime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Neo4jServer, startNeo4j } from './servers/neo4j.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const page = await readFile(join(root, 'docs/topology-queries.md'), 'utf8');
const queries = new Map(
  [...page.matchAll(/```cypher\n\/\/ ([^\n]+)\n([\s\S]*?)```/g)].map((match) => [match[1]!, match[2]!]),
);
const used = new Set<string>();

let server: Neo4jServer;
let store: TopologyStore;

/** Runs a query of the page. */
function ask(name: string, parameters: Readonly<Record<string, string>> = {}): Promise<unknown[][]> {
  used.add(name);
  const query = queries.get(name);
  if (query === undefined) throw new Error(`docs/topology-queries.md has no query "${name}"`);
  return server.query(query, parameters);
}

function node(type: string, name: string, more: Partial<TopologyNode> = {}): TopologyNode {
  const kind = type === 'service' ? 'service' : 'device';
  return { id: entityUrn(kind, type, 'default', name), kind, name, type, site: 'default', ...more };
}

function edge(
  from: TopologyNode,
  to: TopologyNode,
  kind: EdgeKind,
  more: Partial<TopologyEdge> = {},
): TopologyEdge {
  return { from: from.id, to: to.id, kind, source: 'test', criticality: 1, ...more };
}

const wentWell = {
  ...{ rate: 12.5, error_rate: 0, latency_p50: 1, latency_p95: 2, latency_p99: 2.5 },
  window_end: '2026-01-27T12:01:00.000Z',
};
const wentBadly = { ...wentWell, rate: 2, error_rate: 3.5, latency_p95: 900 };

/**
 * A core that is a ring of two, a rack that hangs on it by two switches and one that hangs by one, services on one host and on
 * two, a pair of parallel cables, something of unknown type and something that is joined to nothing.
 */
function site(): Pick<Topology, 'nodes' | 'edges'> {
  const nodes = [
    ...['core-1', 'core-2'].map((name) => node('router', name, { tier: 'core' })),
    ...['tor-1', 'tor-2', 'tor-3'].map((name) => node('switch', name)),
    ...['srv-1', 'srv-2', 'srv-3', 'srv-4', 'srv-5', 'lonely'].map((name) => node('server', name)),
    ...['web', 'api', 'db', 'cache'].map((name) => node('service', name)),
    node('unknown', 'stub', { stub: true }),
  ];
  const joined = (kind: EdgeKind, pair: string, more: Partial<TopologyEdge> = {}) => {
    const [from, to] = pair.split(' ').map((name) => nodes.find((one) => one.name === name));
    return edge(from!, to!, kind, more);
  };
  const racks = ['tor-1 srv-1', 'srv-1 tor-2', 'tor-1 srv-2', 'srv-2 tor-2', 'srv-3 tor-3', 'tor-3 srv-4'];
  const cables = [
    'core-1 core-2',
    'tor-1 core-1',
    'core-2 tor-2',
    'tor-3 core-2',
    'srv-4 srv-5',
    'stub tor-3',
  ];
  const hostings = ['web srv-1', 'web srv-3', 'api srv-2', 'db srv-4', 'cache srv-4'];
  return {
    nodes,
    edges: [
      ...[...cables, ...racks].map((pair) => joined('connects_to', pair)),
      joined('connects_to', 'core-1 core-2', { source_port: 'second' }),
      joined('calls', 'web api', { criticality: 0.8 }),
      joined('calls', 'api db', { criticality: 0.9, ...wentBadly }),
      joined('calls', 'api cache', { criticality: 0.3, ...wentWell }),
      ...hostings.map((pair) => joined('runs_on', pair)),
    ],
  };
}

let topology: Topology;
let index: TopologyIndex;
let analysis: TopologyAnalysis;
const nameOf = (id: string) => index.node(id)?.name;
const names = () => topology.nodes.map(({ name }) => name);
const idOf = (name: string) => topology.nodes.find((one) => one.name === name)!.id;

async function fill({ nodes, edges }: Pick<Topology, 'nodes' | 'edges'>): Promise<void> {
  await store.replace(nodes, edges, '2026-01-27T12:00:00.000Z');
  topology = (await store.snapshot())!;
  index = createTopologyIndex(topology);
  analysis = analyseTopology(topology);
}

beforeAll(async () => {
  server = await startNeo4j();
  store = await createNeo4jTopologyStore(server);
  await fill(site());
}, 600_000);
afterAll(async () => {
  await store?.close();
  await server?.stop();
}, 60_000);

describe('docs/topology-queries.md answers as packages/rca does', () => {
  test('the cables that a device reported', async () => {
    const reported = (id: string) =>
      topology.edges.filter(({ kind, from }) => kind === 'connects_to' && from === id).length;
    const expected = topology.nodes
      .filter(({ kind }) => kind === 'device')
      .map(({ id, name, type }) => [name, type, reported(id)]);
    const answer = await ask('cables');
    expect(answer).toHaveLength(expected.length);
    expect(answer).toEqual(expect.arrayContaining(expected));
    const degrees = answer.map(([, , degree]) => Number(degree));
    expect(degrees).toEqual([...degrees].sort((a, b) => b - a));
  });

  test('degree', async () => {
    const expected = analysis.nodes.map(({ id, degree }) => [nameOf(id), degree]);
    const answer = (await ask('degree')).map(([name, , degree]) => [name, degree]);
    expect(answer.sort()).toEqual(expected.sort());
  });

  test.each(['upstream', 'downstream'] as const)('%s of each node', async (direction) => {
    for (const name of names()) {
      const expected = [...index[direction](idOf(name), 5)].map(([id, { distance }]) => [
        nameOf(id),
        distance,
      ]);
      const answer = (await ask(direction, { name })).map(([other, , distance]) => [other, distance]);
      expect(answer.sort(), name).toEqual(expected.sort());
    }
  });

  test('the shortest path between each two nodes', async () => {
    for (const from of names()) {
      for (const to of names().filter((other) => other !== from)) {
        const [answer] = await ask('shortest path', { from, to });
        expect(answer?.[1], `${from} to ${to}`).toBe(index.hops(idOf(from), idOf(to), 15));
        const path = (answer?.[0] ?? []) as string[];
        for (const [at, one] of path.slice(1).entries()) {
          expect(index.hops(idOf(path[at]!), idOf(one), 1), `${path[at]} to ${one}`).toBe(1);
        }
      }
    }
  });

  test('the services on each device, and who calls whom', async () => {
    for (const device of topology.nodes.filter(({ kind }) => kind === 'device')) {
      const expected = index.dependents(device.id).filter(({ kind }) => kind === 'runs_on');
      const answer = await ask('services on a device', { name: device.name });
      expect(answer.flat(), device.name).toEqual(expected.map(({ id }) => nameOf(id)).sort());
    }
    const calls = topology.nodes.flatMap(({ id, name }) =>
      index
        .dependencies(id)
        .filter(({ kind }) => kind === 'calls')
        .map((link) => [name, nameOf(link.id), link.criticality]),
    );
    expect(await ask('calls')).toEqual(calls.sort());
  });

  test('how the calls went, those that fail first', async () => {
    const row = (called: string, figures: typeof wentWell) => ['api', called, ...Object.values(figures)];
    expect(await ask('how calls went')).toEqual([row('db', wentBadly), row('cache', wentWell)]);
  });

  test('articulation points, and what they cut off with the services that run nowhere else', async () => {
    const points = analysis.single_points_of_failure;
    const articulation = points.filter((point) => point.articulation_point);
    const answer = (await ask('articulation points')).map(([name]) => name);
    expect(answer).toEqual(articulation.map(({ id }) => nameOf(id)).sort());
    expect(answer.length).toBeGreaterThan(1);
    const onlyOn = (await ask('services with one host')) as [string, string][];
    for (const { id, name } of topology.nodes.filter(({ kind }) => kind === 'device')) {
      const [, ...parts] = await ask('parts without a device', { name });
      const lost = parts.flatMap(([part]) => part as string[]);
      const services = onlyOn.filter(([device]) => [name, ...lost].includes(device)).map(([, one]) => one);
      const expected = points.find((point) => point.id === id)?.cut_off.map(nameOf) ?? [];
      expect([...lost, ...services].sort(), name).toEqual(expected.sort());
    }
  });

  test.each(['closeness', 'betweenness'] as const)('%s', async (figure) => {
    const answer = new Map((await ask(figure)).map(([name, , value]) => [name as string, Number(value)]));
    for (const one of analysis.nodes) {
      expect(answer.get(nameOf(one.id)!) ?? 0, one.id).toBeCloseTo(one[figure], 5);
    }
  });

  test('the critical path', async () => {
    const { steps } = analysis.critical_path;
    const [answer] = await ask('critical path');
    expect(answer?.[0]).toEqual(steps.map(({ id }) => nameOf(id)));
    expect(answer?.[1]).toBeCloseTo(
      steps.reduce((sum, { criticality = 0 }) => sum + criticality, 0),
      9,
    );
  });

  test('how far from the core each of its words lies', async () => {
    const map = /WITH \{(.+)\} AS ranks/.exec(queries.get('upstream')!)?.[1] ?? '';
    for (const other of ['downstream', 'critical path']) expect(queries.get(other)).toContain(`{${map}}`);
    const words = [...map.matchAll(/(\w+): \d+/g)].map(([, word]) => word!);
    expect(words.length).toBeGreaterThan(5);
    const nodes = words.map((word) => node(word, `a-${word}`));
    // Each cabled to the next: in ascending order, that tells the order of all of them.
    const edges = nodes.slice(1).map((next, at) => edge(nodes[at]!, next, 'connects_to'));
    await fill({ nodes, edges });
    for (const name of names()) {
      const answer = (await ask('upstream', { name })).map(([other, , distance]) => [other, distance]);
      const expected = [...index.upstream(idOf(name), 5)].map(([id, { distance }]) => [nameOf(id), distance]);
      expect(answer.sort(), name).toEqual(expected.sort());
    }
  });

  test('and no query of it was left out', () => {
    expect([...used].sort()).toEqual([...queries.keys()].sort());
    expect(queries.size).toBe([...page.matchAll(/```cypher/g)].length);
  });
});
