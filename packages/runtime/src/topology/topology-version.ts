import {
  type CallFigures,
  callFigureFields,
  contentId,
  type Topology,
  type TopologyEdge,
  type TopologyNode,
} from '@aiops/contracts';

/** Nodes and edges in the one order and form in which every store keeps them, and the id of that content. */
export type CanonicalTopology = Pick<Topology, 'version' | 'nodes' | 'edges'>;

/**
 * Sorts, drops fields that are undefined or unknown, and folds edges that differ in `last_seen` or figures only into the one
 * that was seen last. The version leaves both out: a link that is merely seen again is the same network.
 * Throws when two nodes share an id or an edge ends at no node.
 */
export function canonicalTopology(
  nodes: readonly TopologyNode[],
  edges: readonly TopologyEdge[],
): CanonicalTopology {
  const sortedNodes = nodes.map(canonicalNode).sort((a, b) => compare(a.id, b.id));
  refuseDuplicates(sortedNodes);
  refuseDanglingEdges(sortedNodes, edges);
  const byIdentity = new Map<string, TopologyEdge>();
  for (const edge of edges.map(canonicalEdge)) {
    const identity = edgeIdentity(edge);
    const known = byIdentity.get(identity);
    if (known === undefined || (known.last_seen ?? '') < (edge.last_seen ?? ''))
      byIdentity.set(identity, edge);
  }
  const sorted = [...byIdentity].sort(([a], [b]) => compare(a, b));
  const version = contentId(
    'topology',
    JSON.stringify(sortedNodes),
    JSON.stringify(sorted.map(([identity]) => identity)),
  );
  return { version, nodes: sortedNodes, edges: sorted.map(([, edge]) => edge) };
}

/** What makes an edge this edge: everything but when it was last seen and how its calls went. Parallel edges differ in their ports. */
export function edgeIdentity(edge: TopologyEdge): string {
  return JSON.stringify([
    edge.kind,
    edge.from,
    edge.to,
    edge.source_port ?? null,
    edge.target_port ?? null,
    edge.protocol ?? null,
    edge.source,
    edge.criticality,
  ]);
}

function canonicalNode(node: TopologyNode): TopologyNode {
  return {
    id: node.id,
    kind: node.kind,
    name: node.name,
    type: node.type,
    site: node.site,
    ...(node.tier === undefined ? {} : { tier: node.tier }),
    ...(node.vendor === undefined ? {} : { vendor: node.vendor }),
    ...(node.host === undefined ? {} : { host: node.host }),
    ...(node.ip === undefined ? {} : { ip: node.ip }),
    ...(node.location === undefined ? {} : { location: node.location }),
    ...(node.aliases === undefined ? {} : { aliases: [...node.aliases] }),
    ...(node.stub === undefined ? {} : { stub: node.stub }),
  };
}

function canonicalEdge(edge: TopologyEdge): TopologyEdge {
  return {
    from: edge.from,
    to: edge.to,
    kind: edge.kind,
    source: edge.source,
    ...(edge.source_port === undefined ? {} : { source_port: edge.source_port }),
    ...(edge.target_port === undefined ? {} : { target_port: edge.target_port }),
    ...(edge.protocol === undefined ? {} : { protocol: edge.protocol }),
    criticality: edge.criticality,
    ...(edge.last_seen === undefined ? {} : { last_seen: edge.last_seen }),
    ...figuresOf(edge),
  };
}

function figuresOf(edge: TopologyEdge): CallFigures {
  const known = callFigureFields.filter((field) => edge[field] !== undefined);
  return Object.fromEntries(known.map((field) => [field, edge[field]]));
}

function refuseDuplicates(sorted: readonly TopologyNode[]): void {
  const twice = sorted.find((node, i) => node.id === sorted[i + 1]?.id);
  if (twice !== undefined)
    throw new Error(`The topology has two nodes with the id ${twice.id}; ids must be unique.`);
}

function refuseDanglingEdges(nodes: readonly TopologyNode[], edges: readonly TopologyEdge[]): void {
  const ids = new Set(nodes.map(({ id }) => id));
  for (const edge of edges) {
    const missing = [edge.from, edge.to].find((end) => !ids.has(end));
    if (missing !== undefined)
      throw new Error(
        `The ${edge.kind} edge from ${edge.from} to ${edge.to} ends at ${missing}, which is no node; add a stub node for it.`,
      );
  }
}

/** By code units, so that the order is the same on every machine and in every language setting. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
