import { expect, test } from 'vitest';
import { sampleResult } from '../testing/sample-incident.ts';
import { incidentGraph } from './incident-graph.ts';

const node = (name: string, site = 'lab') => ({
  id: `urn:${name}`,
  kind: 'device',
  name,
  type: 'server',
  site,
});
const cable = (from: string, to: string) => ({ from: `urn:${from}`, to: `urn:${to}`, kind: 'connects_to' });
const topology = {
  nodes: ['tor-1', 'web-1', 'web-2', 'web-3', 'spine', 'far'].map((name) => node(name)),
  edges: [
    cable('web-1', 'tor-1'),
    cable('web-2', 'tor-1'),
    cable('web-3', 'tor-1'),
    cable('tor-1', 'spine'),
    cable('spine', 'far'),
  ],
};
const rolesOf = (graph: ReturnType<typeof incidentGraph>) =>
  Object.fromEntries(graph.nodes.map(({ name, role }) => [name, role]));

test('cause, victims, and what stands next to them; nothing farther away', () => {
  expect(rolesOf(incidentGraph(sampleResult(), topology))).toEqual({
    'tor-1': 'cause',
    'web-1': 'victim',
    'web-2': 'victim',
    'web-3': 'other',
    spine: 'other',
  });
});

test('the way of the failure takes the place of the cables that it went along', () => {
  const { edges } = incidentGraph(sampleResult(), topology);
  expect(edges.filter(({ isPath }) => isPath).map(({ from, to }) => [from, to])).toEqual([
    ['urn:tor-1', 'urn:web-1'],
    ['urn:tor-1', 'urn:web-2'],
  ]);
  expect(edges.filter(({ isPath }) => !isPath).map(({ from }) => from)).toEqual(['urn:web-3', 'urn:tor-1']);
});

test('without a map there is still what the incident is about', () => {
  const graph = incidentGraph(sampleResult(), { nodes: [], edges: [] });
  expect(rolesOf(graph)).toEqual({ 'tor-1': 'cause', 'web-1': 'victim', 'web-2': 'victim' });
  expect(new Set(graph.nodes.map(({ id }) => id)).size).toBe(3);
  expect(graph.edges.filter(({ isPath }) => isPath).map(({ from, to }) => [from, to])).toEqual([
    ['urn:tor-1', 'urn:web-1'],
    ['urn:tor-1', 'urn:web-2'],
  ]);
});

test('what only passed it on is on the way', () => {
  const path = [{ device: 'tor-1' }, { device: 'spine', via: 'tor-1' }, { device: 'web-1', via: 'spine' }];
  expect(rolesOf(incidentGraph(sampleResult({}, { propagation_path: path }), topology)).spine).toBe('path');
});

test('at most 500 nodes, however large the map is', () => {
  const nodes = [...topology.nodes, ...Array.from({ length: 5_000 }, (_, number) => node(`s${number}`))];
  const edges = [
    ...topology.edges,
    ...Array.from({ length: 5_000 }, (_, number) => cable(`s${number}`, 'tor-1')),
  ];
  expect(incidentGraph(sampleResult(), { nodes, edges }).nodes.length).toBe(500);
});

test('of two nodes of a name, the one of the domain is meant', () => {
  const elsewhere = { ...node('spine', 'other'), id: 'urn:other' };
  const path = [{ device: 'tor-1' }, { device: 'spine', via: 'tor-1' }];
  const { edges } = incidentGraph(sampleResult({}, { propagation_path: path }), {
    ...topology,
    nodes: [...topology.nodes, elsewhere],
  });
  expect(edges[0]).toEqual({ from: 'urn:tor-1', to: 'urn:spine', isPath: true });
});

test('a cause without an id is what its anomalies are about', () => {
  const [first] = sampleResult().root_cause.candidates;
  const { entity_id: _, ...nameless } = first as NonNullable<typeof first>;
  const graph = incidentGraph(sampleResult({}, { candidates: [nameless] }), { nodes: [], edges: [] });
  expect(rolesOf(graph)).toEqual({ 'tor-1': 'cause', 'web-1': 'victim', 'web-2': 'victim' });
  expect(graph.nodes.length).toBe(3);
});
