import type { Device, DevicesFile, TopologyEdge, TopologyFile, TopologyNode } from '@aiops/contracts';
import { createEntityResolver } from '@aiops/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mergeTopology } from './merge-topology.ts';

const id = (type: string, name: string, site = 'lab') => `urn:aiops:device:${type}:${site}:${name}`;

const list: DevicesFile = {
  devices: [
    { name: 'sw-1', ip: '10.0.0.1', type: 'Switch', site: 'lab', tier: 2 },
    {
      name: 'srv-1',
      host: 'srv-1.lab.example',
      ip: '10.0.0.2',
      type: 'server',
      site: 'lab',
      aliases: ['web'],
    },
    { name: 'srv-2', ip: '10.0.0.3' },
  ],
};
const map: DevicesFile = {
  devices: {
    'srv-2': { ip: '10.0.0.3' },
    'sw-1': { ip: '10.0.0.1', type: 'SWITCH', site: 'Lab', tier: '2' },
    'srv-1': { host: 'srv-1.lab.example', ip: '10.0.0.2', type: 'server', site: 'lab', aliases: ['web'] },
  },
};
const cabled = (...edges: TopologyFile['edges']): TopologyFile => ({ nodes: {}, edges });

function merge(devices: DevicesFile, discovered?: TopologyFile) {
  const { nodes, edges, problems } = mergeTopology({ devices, discovered });
  expect(problems).toEqual([]);
  return { nodes, edges };
}

describe('devices', () => {
  test('both shapes of the file give the same topology', () => {
    expect(merge(map)).toEqual(merge(list));
  });

  test('a node carries its id, its normal type and every spelling of its name', () => {
    expect(merge(list).nodes).toEqual([
      {
        id: id('server', 'srv-1'),
        kind: 'device',
        name: 'srv-1',
        type: 'server',
        site: 'lab',
        host: 'srv-1.lab.example',
        ip: '10.0.0.2',
        aliases: ['10.0.0.2', 'srv-1', 'srv-1.lab.example', 'web'],
      },
      {
        id: id('switch', 'sw-1'),
        kind: 'device',
        name: 'sw-1',
        type: 'switch',
        site: 'lab',
        tier: '2',
        ip: '10.0.0.1',
        aliases: ['10.0.0.1', 'sw-1'],
      },
      {
        id: id('unknown', 'srv-2', 'default'),
        kind: 'device',
        name: 'srv-2',
        type: 'unknown',
        site: 'default',
        ip: '10.0.0.3',
        aliases: ['10.0.0.3', 'srv-2'],
      },
    ]);
  });

  test('the resolver finds a node by any of its spellings', () => {
    const resolver = createEntityResolver(merge(list).nodes);
    for (const instance of ['srv-1', 'SRV-1.lab.example', '10.0.0.2:9100', 'web']) {
      expect(resolver.resolve({ instance }).id).toBe(id('server', 'srv-1'));
    }
  });

  test('a device of type service is a service, and runs on the device that is its host', () => {
    const shop: Device = { name: 'shop', type: 'Service', host: '10.0.0.1', site: 'lab' };
    const { nodes, edges } = merge({ devices: [...(list.devices as Device[]), shop] });
    const service = 'urn:aiops:service:service:lab:shop';
    expect(nodes.find((node) => node.name === 'shop')).toMatchObject({ id: service, kind: 'service' });
    expect(edges).toEqual([
      { from: service, to: id('switch', 'sw-1'), kind: 'runs_on', source: 'devices', criticality: 1 },
    ]);
  });

  test('a name listed twice in a site is refused, in two sites it is two devices', () => {
    const twice = mergeTopology({ devices: { devices: [{ name: 'a' }, { name: 'b' }, { name: 'A' }] } });
    expect(twice.problems).toEqual([
      {
        input: 'devices',
        path: ['devices', 2],
        message: '"A" is listed twice in its site, first as devices[0]',
      },
    ]);
    const apart = merge({
      devices: [
        { name: 'a', site: 'x' },
        { name: 'a', site: 'y' },
      ],
    });
    expect(apart.nodes.map((node) => node.id)).toEqual([id('unknown', 'a', 'x'), id('unknown', 'a', 'y')]);
  });
});

describe('what discovery found', () => {
  test('fills in what the devices file leaves open and overrides nothing', () => {
    const { nodes } = merge(list, {
      nodes: {
        'SRV-2': { type: 'Server', site: 'lab', vendor: 'Dell' },
        'core switch': { host: '10.0.0.1', type: 'router', location: 'A' },
      },
      edges: [],
    });
    expect(nodes).toHaveLength(3);
    expect(nodes.find((node) => node.name === 'srv-2')).toMatchObject({
      id: id('server', 'srv-2'),
      vendor: 'Dell',
    });
    expect(nodes.find((node) => node.name === 'sw-1')).toMatchObject({
      type: 'switch',
      location: 'A',
      aliases: ['10.0.0.1', 'core switch', 'sw-1'],
    });
  });

  test('a node that only discovery knows is a node if it has a type, and a stub if it has none', () => {
    const { nodes } = merge(list, { nodes: { ap: { type: 'access_point' }, mystery: {} }, edges: [] });
    expect(nodes.find((node) => node.name === 'ap')).toMatchObject({ type: 'access_point' });
    expect(nodes.find((node) => node.name === 'ap')).not.toHaveProperty('stub');
    expect(nodes.find((node) => node.name === 'mystery')).toMatchObject({ type: 'unknown', stub: true });
  });

  test('an end that nothing names becomes one stub, in the site of what it is cabled to', () => {
    const { nodes, edges } = merge(
      list,
      cabled(
        { source: 'sw-1', target: 'ups', source_port: 'p9' },
        { source: 'UPS', target: '10.0.0.2', target_port: 'e1' },
      ),
    );
    expect(nodes.filter((node) => node.stub)).toEqual([
      {
        id: id('unknown', 'ups'),
        kind: 'device',
        name: 'UPS',
        type: 'unknown',
        site: 'lab',
        aliases: ['UPS'],
        stub: true,
      },
    ]);
    expect(edges.map((edge) => [edge.from, edge.to])).toEqual([
      [id('server', 'srv-1'), id('unknown', 'ups')],
      [id('switch', 'sw-1'), id('unknown', 'ups')],
    ]);
  });
});

describe('cables', () => {
  const both = cabled(
    { source: 'sw-1', target: 'srv-1', source_port: 'p1', target_port: 'e1', protocol: 'LLDP' },
    {
      source: 'srv-1.lab.example',
      target: '10.0.0.1',
      source_port: 'e1',
      target_port: 'p1',
      protocol: 'lldp',
    },
  );
  const edge: TopologyEdge = {
    from: id('server', 'srv-1'),
    to: id('switch', 'sw-1'),
    kind: 'connects_to',
    source: 'discovery',
    criticality: 1,
    source_port: 'e1',
    target_port: 'p1',
    protocol: 'lldp',
  };

  test('told from both ends, one cable is one edge with its ports the right way round', () => {
    expect(merge(list, both).edges).toEqual([edge]);
  });

  test('two cables between the same devices are two edges', () => {
    const second = { source: 'sw-1', target: 'srv-1', source_port: 'p2', target_port: 'e2' };
    expect(merge(list, cabled(...both.edges, second)).edges).toHaveLength(2);
  });

  test('an edge without ports is kept', () => {
    const bare = cabled(
      { source: 'sw-1', target: 'srv-1', source_port: null },
      { source: 'srv-1', target: 'sw-1' },
    );
    const { source_port: _, target_port: __, protocol: ___, ...portless } = edge;
    expect(merge(list, bare).edges).toEqual([portless]);
  });

  test('an edge was last seen when discovery wrote its file', () => {
    const updated = { ...both, updated: '2026-01-27 12:00:00' };
    expect(merge(list, updated).edges).toEqual([{ ...edge, last_seen: '2026-01-27T12:00:00.000Z' }]);
  });

  test('a cable from a device to itself is refused, whatever it is called at either end', () => {
    const { problems } = mergeTopology({
      devices: list,
      discovered: cabled({ source: 'SW-1', target: '10.0.0.1' }),
    });
    expect(problems).toEqual([
      {
        input: 'discovered',
        path: ['edges', 0],
        message: '"SW-1" and "10.0.0.1" are the same device, "sw-1"; a cable needs two ends',
      },
    ]);
  });

  test('an end that could be two devices is refused', () => {
    const devices: DevicesFile = {
      devices: [{ name: 'a', site: 'x' }, { name: 'a', site: 'y' }, { name: 'b' }],
    };
    const { problems } = mergeTopology({ devices, discovered: cabled({ source: 'b', target: 'a' }) });
    expect(problems).toEqual([
      {
        input: 'discovered',
        path: ['edges', 0, 'target'],
        message: '"a" stands for "a" of site x and "a" of site y: name the end by a host or ip of its own',
      },
    ]);
  });

  test('the order of the files changes nothing', () => {
    const devices = list.devices as Device[];
    const edges = [
      ...both.edges,
      { source: 'srv-2', target: 'sw-1', source_port: 'e1' },
      { source: 'new', target: 'sw-1' },
      { source: 'NEW', target: 'srv-2', protocol: 'cdp' },
      { source: 'srv-2', target: 'New', protocol: 'lldp' },
    ];
    const expected = merge(list, cabled(...edges));
    const shuffled = <T>(items: T[]) => fc.shuffledSubarray(items, { minLength: items.length });
    fc.assert(
      fc.property(shuffled(devices), shuffled(edges), (someDevices, someEdges) => {
        expect(merge({ devices: someDevices }, cabled(...someEdges))).toEqual(expected);
      }),
    );
  });
});

describe('extra nodes and edges', () => {
  const service: TopologyNode = {
    id: 'urn:aiops:service:service:demo:hello',
    kind: 'service',
    name: 'hello',
    type: 'service',
    site: 'demo',
  };

  test('stand beside those of the files', () => {
    const runs: TopologyEdge = {
      from: service.id,
      to: id('server', 'srv-1'),
      kind: 'runs_on',
      source: 'demo',
      criticality: 0.8,
    };
    const merged = mergeTopology({ devices: list, extra: { nodes: [service], edges: [runs, runs] } });
    expect(merged.problems).toEqual([]);
    expect(merged.nodes).toContain(service);
    expect(merged.edges).toEqual([runs]);
  });

  test('a node that the files know keeps what they say and learns the new names', () => {
    const known: TopologyNode = {
      id: id('switch', 'sw-1'),
      kind: 'device',
      name: 'other',
      type: 'switch',
      site: 'lab',
      aliases: ['SW-1', 'uplink'],
    };
    const merged = mergeTopology({ devices: list, extra: { nodes: [known], edges: [] } });
    expect(merged.nodes.find((node) => node.id === known.id)).toMatchObject({
      name: 'sw-1',
      ip: '10.0.0.1',
      aliases: ['10.0.0.1', 'SW-1', 'uplink'],
    });
  });

  test('an edge to nowhere or to itself is refused', () => {
    const edge = (from: string, to: string): TopologyEdge => ({
      from,
      to,
      kind: 'calls',
      source: 'traces',
      criticality: 1,
    });
    const extra = { nodes: [service], edges: [edge(service.id, 'gone'), edge(service.id, service.id)] };
    expect(mergeTopology({ devices: list, extra }).problems.map((problem) => problem.message)).toEqual([
      'no node has the id "gone"',
      `"${service.id}" leads to itself`,
    ]);
  });
});
