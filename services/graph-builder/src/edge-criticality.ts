import type { Criticality, EdgeKind, Relation } from '@aiops/contracts';

/** What decides how critical an edge is. */
export interface EdgeTerms {
  readonly kind?: EdgeKind | undefined;
  readonly relation?: Relation | undefined;
  readonly criticality?: number | undefined;
  readonly protocol?: string | null | undefined;
}

const RELATION_OF: Readonly<Record<EdgeKind, Relation>> = {
  connects_to: 'physical',
  runs_on: 'physical',
  calls: 'sync_call',
  depends_on: 'config',
};

/** Protocols whose neighbours need not share a cable: routing, and tunnels. */
const NO_CABLE = new Set([
  'bgp',
  'ospf',
  'isis',
  'is-is',
  'eigrp',
  'rip',
  'gre',
  'ipsec',
  'vxlan',
  'wireguard',
  'vpn',
]);

/**
 * How surely a failure of the one end is felt at the other, 0…1: what the edge says itself, or what is set for its relation. An
 * edge that names no relation has that of its kind; neighbours by a routing protocol or a tunnel are joined by a network.
 */
export function criticalityOf(edge: EdgeTerms, criticality: Criticality): number {
  if (edge.criticality !== undefined) return edge.criticality;
  const kind = edge.kind ?? 'connects_to';
  const tunnelled = kind === 'connects_to' && NO_CABLE.has(edge.protocol?.trim().toLowerCase() ?? '');
  return criticality[edge.relation ?? (tunnelled ? 'network' : RELATION_OF[kind])];
}
