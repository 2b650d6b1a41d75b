import { type Device, type DevicesFile, defaultCriticality, type TopologyFile } from '@aiops/contracts';
import { expect, test } from 'vitest';
import { mergeTopology } from './merge-topology.ts';

const id = (kind: string, type: string, name: string) => `urn:aiops:${kind}:${type}:lab:${name}`;
const site = 'lab';
const [SHOP, DB, LICENCES] = [
  id('service', 'service', 'shop'),
  id('device', 'server', 'db'),
  id('device', 'unknown', 'licences'),
];

function devices(dependsOn: NonNullable<Device['depends_on']>): DevicesFile {
  return {
    devices: [
      { name: 'shop', type: 'service', site, depends_on: dependsOn },
      { name: 'db', type: 'server', ip: '10.0.0.9', site },
    ],
  };
}

test('what a device depends on is an edge that leads from it, with the criticality of its relation', () => {
  const { edges, nodes, problems } = mergeTopology({
    devices: devices(['10.0.0.9', { name: 'licences', relation: 'sidecar' }]),
  });
  expect(problems).toEqual([]);
  expect(edges).toEqual([
    { from: SHOP, to: DB, kind: 'depends_on', source: 'devices', criticality: 0.8 },
    { from: SHOP, to: LICENCES, kind: 'depends_on', source: 'devices', criticality: 0.2 },
  ]);
  expect(nodes.find(({ name }) => name === 'licences')).toMatchObject({ id: LICENCES, stub: true });
});

test('an edge of a file may name its kind, its criticality and when it was seen', () => {
  const discovered: TopologyFile = {
    nodes: {},
    edges: [
      { source: 'shop', target: 'db', kind: 'calls', criticality: 0.35, last_seen: '2026-01-27T12:00:00Z' },
      { source: 'shop', target: 'db', kind: 'runs_on' },
    ],
    updated: '2026-01-28T00:00:00Z',
  };
  const criticality = { ...defaultCriticality, physical: 0.95 };
  expect(mergeTopology({ devices: devices([]), discovered, criticality }).edges).toEqual([
    {
      from: SHOP,
      to: DB,
      kind: 'calls',
      source: 'discovery',
      criticality: 0.35,
      last_seen: '2026-01-27T12:00:00.000Z',
    },
    {
      from: SHOP,
      to: DB,
      kind: 'runs_on',
      source: 'discovery',
      criticality: 0.95,
      last_seen: '2026-01-28T00:00:00.000Z',
    },
  ]);
});

test('a dependency is never turned round, as a cable is', () => {
  const file: DevicesFile = {
    devices: [
      { name: 'z', site, depends_on: ['a'] },
      { name: 'a', site, depends_on: ['z'] },
    ],
  };
  const ends = mergeTopology({ devices: file }).edges.map(({ from, to }) => [from, to]);
  const [a, z] = [id('device', 'unknown', 'a'), id('device', 'unknown', 'z')];
  expect(ends).toEqual([
    [a, z],
    [z, a],
  ]);
});

test('what depends on itself, or on what could be two devices, is refused with its place', () => {
  const file: DevicesFile = {
    devices: [
      { name: 'a', site: 'x', depends_on: ['b', 'twin'] },
      { name: 'b', site: 'x', depends_on: [{ name: 'B', criticality: 1 }] },
      { name: 'twin', site: 'x' },
      { name: 'twin', site: 'y' },
    ],
  };
  expect(mergeTopology({ devices: file }).problems).toEqual([
    {
      input: 'devices',
      path: ['devices', 0, 'depends_on', 1],
      message:
        '"twin" stands for "twin" of site x and "twin" of site y: name the end by a host or ip of its own',
    },
    { input: 'devices', path: ['devices', 1, 'depends_on', 0], message: '"b" depends on itself' },
  ]);
});
