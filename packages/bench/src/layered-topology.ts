import {
  type EdgeKind,
  entityUrn,
  type Topology,
  type TopologyEdge,
  type TopologyNode,
} from '@aiops/contracts';
import { seededRandom } from './seeded-random.ts';

/** Shares of the nodes; what is left are servers. */
const SHARES = { core: 0.0004, distribution: 0.004, switch: 0.04, service: 0.5 } as const;
/** Services that belong together and mostly call each other. */
const APPLICATION = 50;
/** Services that all applications call, and how often a call goes to one of them. */
const PLATFORM = 50;
const PLATFORM_CALLS = 0.2;

/**
 * A topology in the shape of a data centre: servers hang on two switches, switches on two distribution switches, these on all
 * cores; a service runs on two servers and calls later ones of its application of 50, or the platform that all of them share. As
 * many calls as make up the number of edges. Always the same for the same size.
 */
export function layeredTopology(nodeCount: number, edgeCount: number): Topology {
  const random = seededRandom('layers');
  const layer = (type: string, count: number) => Array.from({ length: count }, (_, i) => nodeOf(type, i));
  const size = (share: number) => Math.max(2, Math.round(share * nodeCount));
  const [cores, distributions, switches, services] = [
    layer('core', size(SHARES.core)),
    layer('distribution', size(SHARES.distribution)),
    layer('switch', size(SHARES.switch)),
    layer('service', size(SHARES.service)),
  ];
  const above = cores.length + distributions.length + switches.length + services.length;
  const servers = layer('server', nodeCount - above);
  const edges = new Map<string, TopologyEdge>();
  const join = (from: TopologyNode, to: TopologyNode, kind: EdgeKind) => {
    if (from === to) return;
    const criticality = Math.round(random() * 100) / 100;
    edges.set(`${from.id} ${to.id}`, { from: from.id, to: to.id, kind, source: 'bench', criticality });
  };
  const cable = (lower: readonly TopologyNode[], upper: readonly TopologyNode[], count: number) =>
    lower.forEach((node, i) => {
      const first = Math.floor((i * upper.length) / lower.length);
      for (let n = 0; n < count; n += 1) {
        join(node, upper[(first + n) % upper.length] as TopologyNode, 'connects_to');
      }
    });
  const pick = (from: readonly TopologyNode[]) => from[Math.floor(random() * from.length)] as TopologyNode;
  cable(distributions, cores, cores.length);
  cable(switches, distributions, 2);
  cable(servers, switches, 2);
  for (const service of services) {
    for (let n = 0; n < 2; n += 1) join(service, pick(servers), 'runs_on');
  }
  const platform = services.slice(-PLATFORM);
  while (edges.size < edgeCount) {
    const caller = Math.floor(random() * services.length);
    const application = Math.floor(caller / APPLICATION) * APPLICATION;
    const later = services.slice(caller + 1, application + APPLICATION);
    const callee = later.length === 0 || random() < PLATFORM_CALLS ? pick(platform) : pick(later);
    join(services[caller] as TopologyNode, callee, 'calls');
  }
  const nodes = [...cores, ...distributions, ...switches, ...servers, ...services];
  return { version: 'layered', as_of: '2026-01-27T12:00:00.000Z', nodes, edges: [...edges.values()] };
}

function nodeOf(type: string, place: number): TopologyNode {
  const kind = type === 'service' ? 'service' : 'device';
  const name = `${type}-${place}`;
  return { id: entityUrn(kind, type, 'default', name), kind, name, type, site: 'default' };
}
