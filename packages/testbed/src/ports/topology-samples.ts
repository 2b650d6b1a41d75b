import type { CallFigures, TopologyEdge, TopologyNode } from '@aiops/contracts';

const asOf = '2026-01-27T12:00:00.000Z';
const urn = (name: string) => `urn:aiops:device:switch:default:${name}`;

/** A switch of site default. */
export function device(name: string): TopologyNode {
  return { id: urn(name), kind: 'device', name, type: 'switch', site: 'default' };
}

/** A service of site default. */
export function service(name: string): TopologyNode {
  return {
    id: `urn:aiops:service:service:default:${name}`,
    kind: 'service',
    name,
    type: 'service',
    site: 'default',
  };
}

/** A cable between two devices. */
export function edge(from: string, to: string, more: Partial<TopologyEdge> = {}): TopologyEdge {
  return {
    from: urn(from),
    to: urn(to),
    kind: 'connects_to',
    source: 'topology.json',
    criticality: 1,
    ...more,
  };
}

/** An end of an edge that no device file names. */
export const stub: TopologyNode = { ...device('edge-unknown'), type: 'unknown', stub: true };

/** A device that uses every optional field. */
export const everyField: TopologyNode = {
  id: urn('every'),
  kind: 'device',
  name: 'core-router-1 (机房 A)',
  type: 'router',
  site: 'berlin',
  tier: 'core',
  vendor: 'Ünïque',
  host: 'core-1.example.net',
  ip: '10.0.0.1',
  location: "rack 'A' \\ row 1",
  aliases: ['core1', '10.0.0.1:9100'],
  stub: false,
};

/** How calls went in a minute. */
export const figures: CallFigures = {
  rate: 2.5,
  error_rate: 4,
  latency_p50: 10,
  latency_p95: 20.5,
  latency_p99: 30,
  window_end: asOf,
};

/** A cable with every field, a call, and a service that runs on a device. */
export const oneOfEachKind: [TopologyEdge, TopologyEdge, TopologyEdge] = [
  edge('a', 'every', {
    source_port: 'Gi0/1',
    target_port: 'xe-0/0/0',
    protocol: 'lldp',
    source: 'lldp',
    criticality: 0.35,
    last_seen: asOf,
  }),
  {
    ...edge('', ''),
    from: service('shop').id,
    to: service('shop').id,
    kind: 'calls',
    source: 'traces',
    criticality: 0.8,
    ...figures,
  },
  { ...edge('', 'a'), from: service('shop').id, kind: 'runs_on', source: 'devices.yml' },
];

/** Each node is tied to the next one by three cables. */
export function ring(count: number, prefix: string): { nodes: TopologyNode[]; edges: TopologyEdge[] } {
  const names = Array.from({ length: count }, (_, i) => `${prefix}${i}`);
  return {
    nodes: names.map(device),
    edges: names.flatMap((name, i) =>
      [1, 2, 3].map((port) => edge(name, names[(i + 1) % count] ?? name, { source_port: `eth${port}` })),
    ),
  };
}
