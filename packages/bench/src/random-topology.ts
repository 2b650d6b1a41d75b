import {
  type EdgeKind,
  entityUrn,
  type Topology,
  type TopologyEdge,
  type TopologyNode,
} from '@aiops/contracts';
import { seededRandom } from './seeded-random.ts';

/** One node in ten is of the first, half of them are services. */
const TYPES = ['core', ...Array(2).fill('switch'), ...Array(2).fill('server'), ...Array(5).fill('service')];

/**
 * A topology of nodes that are joined at random: the shape that leaves an analysis nothing to save. Cables join devices,
 * services run on devices and call services. Always the same for the same size.
 */
export function randomTopology(nodeCount: number, edgeCount: number): Topology {
  const random = seededRandom('topology');
  const nodes = Array.from({ length: nodeCount }, (_, i): TopologyNode => {
    const type: string = TYPES[i % TYPES.length];
    const kind = type === 'service' ? 'service' : 'device';
    return {
      id: entityUrn(kind, type, 'default', `node-${i}`),
      kind,
      name: `node-${i}`,
      type,
      site: 'default',
    };
  });
  const pick = () => nodes[Math.floor(random() * nodeCount)] as TopologyNode;
  const edges = new Map<string, TopologyEdge>();
  while (edges.size < edgeCount) {
    const [from, to] = [pick(), pick()];
    if (from === to || (from.kind === 'device' && to.kind === 'service')) continue;
    const criticality = Math.round(random() * 100) / 100;
    edges.set(`${from.id} ${to.id}`, {
      from: from.id,
      to: to.id,
      kind: kindOf(from, to),
      source: 'bench',
      criticality,
    });
  }
  return { version: 'bench', as_of: '2026-01-27T12:00:00.000Z', nodes, edges: [...edges.values()] };
}

function kindOf(from: TopologyNode, to: TopologyNode): EdgeKind {
  if (from.kind === 'device') return 'connects_to';
  return to.kind === 'device' ? 'runs_on' : 'calls';
}
