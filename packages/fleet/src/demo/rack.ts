import { entityUrn, type TopologyEdge, type TopologyNode } from '@aiops/contracts';

/** The demo is a correlation domain of its own, so that nothing simulated is ever explained by something real. */
export const DEMO_SITE = 'demo';

export const FAILED_SWITCH = 'tor-r12';
const SPINE = 'spine-1';
const OTHER_SWITCH = 'tor-r13';
const APP_SERVERS = ['web-01', 'web-02', 'api-01', 'api-02', 'cache-01', 'db-01'];
const OTHER_SERVERS = ['batch-01', 'batch-02', 'build-01'];

export interface DemoDevice {
  readonly id: string;
  readonly name: string;
  readonly type: 'switch' | 'server';
  /** Behind the switch that fails. */
  readonly affected: boolean;
}

const device = (name: string, type: DemoDevice['type'], affected: boolean): DemoDevice => ({
  id: entityUrn('device', type, DEMO_SITE, name),
  name,
  type,
  affected,
});

export const demoDevices: readonly DemoDevice[] = [
  device(SPINE, 'switch', false),
  device(FAILED_SWITCH, 'switch', true),
  device(OTHER_SWITCH, 'switch', false),
  ...APP_SERVERS.map((name) => device(name, 'server', true)),
  ...OTHER_SERVERS.map((name) => device(name, 'server', false)),
];

const TIERS: Readonly<Record<string, string>> = {
  [SPINE]: 'core',
  [FAILED_SWITCH]: 'access',
  [OTHER_SWITCH]: 'access',
};

const cable = (from: string, to: string, sourcePort: string, targetPort: string): TopologyEdge => ({
  from: idOf(from),
  to: idOf(to),
  kind: 'connects_to',
  source: 'demo',
  source_port: sourcePort,
  target_port: targetPort,
  criticality: 1,
});

function idOf(name: string): string {
  const found = demoDevices.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`BUG: no demo device ${name}`);
  return found.id;
}

/** Two racks under one spine switch. */
export const demoTopology: {
  readonly nodes: readonly TopologyNode[];
  readonly edges: readonly TopologyEdge[];
} = {
  nodes: demoDevices.map(({ id, name, type }) => ({
    id,
    kind: 'device',
    name,
    type,
    site: DEMO_SITE,
    host: name,
    tier: TIERS[name] ?? 'server',
  })),
  edges: [
    cable(FAILED_SWITCH, SPINE, 'Ethernet1/49', 'Ethernet1/12'),
    cable(OTHER_SWITCH, SPINE, 'Ethernet1/49', 'Ethernet1/13'),
    ...APP_SERVERS.map((name, i) => cable(name, FAILED_SWITCH, 'eth0', `Ethernet1/${i + 1}`)),
    ...OTHER_SERVERS.map((name, i) => cable(name, OTHER_SWITCH, 'eth0', `Ethernet1/${i + 1}`)),
  ],
};

/** The fields of a message that say which device it is about. */
export function entityOf({ id, type, name }: DemoDevice) {
  return { entity_id: id, entity_type: type, entity_name: name };
}
