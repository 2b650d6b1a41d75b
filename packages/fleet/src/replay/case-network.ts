import {
  canonicalHost,
  contentId,
  createEntityResolver,
  type EdgeKind,
  type EntityKind,
  type EntityResolver,
  entityUrn,
  hostOf,
  type Topology,
  type TopologyEdge,
  type TopologyNode,
} from '@aiops/contracts';
import type { CaseTopology } from './case-file.ts';

/** The topology of a case as the fleet knows topologies, and the way between its names and ids. */
export interface CaseNetwork {
  readonly topology: Topology;
  readonly resolver: EntityResolver;
  /** The label value that names an entity of the case. */
  nameOf(entity: string): string;
  /** The entity that an id stands for, undefined when the case's topology does not have it. */
  entityOf(id: string): string | undefined;
  /** What may be named as the cause: everything but hosts and alarms. */
  readonly candidates: readonly string[];
}

/** The one correlation domain of a case. */
export const SITE = 'default';
/** Types of things that are no service. */
const DEVICE_TYPES = new Set(['host', 'variable', 'alarm']);
/** What only tells of a fault, or has no records of its own. */
const NO_CANDIDATES = new Set(['host', 'alarm']);
const EDGE_KINDS: Readonly<Record<string, EdgeKind>> = {
  calls: 'calls',
  depends_on: 'calls',
  runs_on: 'runs_on',
};

/** Builds the network of a case. Everything lies in one correlation domain; an edge that ends at no node is left out. */
export function caseNetwork({ nodes, edges }: CaseTopology): CaseNetwork {
  const names = distinctNames(nodes.map(({ id }) => id));
  const known = new Map<string, TopologyNode>();
  for (const { id, type } of nodes) known.set(id, nodeOf(names.get(id) ?? id, type));
  const joined = new Map<string, TopologyEdge>();
  for (const { from, to, type } of edges) {
    const edge = edgeOf(known.get(from), known.get(to), type);
    if (edge !== undefined) joined.set(JSON.stringify([edge.kind, edge.from, edge.to]), edge);
  }
  const all = { nodes: [...known.values()], edges: [...joined.values()] };
  const entities = new Map([...known].map(([entity, { id }]) => [id, entity]));
  return {
    topology: {
      version: contentId('topology', JSON.stringify(all)),
      as_of: '1970-01-01T00:00:00.000Z',
      ...all,
    },
    resolver: createEntityResolver(all.nodes),
    nameOf: (entity) => names.get(entity) ?? entity,
    entityOf: (id) => entities.get(id),
    candidates: nodes.filter(({ type }) => !NO_CANDIDATES.has(type)).map(({ id }) => id),
  };
}

/** Upper and lower case or a port make no other name: those that differ in nothing else are numbered. */
function distinctNames(ids: readonly string[]): Map<string, string> {
  const taken = new Set<string>();
  const names = new Map<string, string>();
  for (const id of ids) {
    if (names.has(id)) continue;
    let name = id.trim();
    for (let number = 2; taken.has(keyOf(name)); number += 1) name = `${number}~${id.trim()}`;
    taken.add(keyOf(name));
    names.set(id, name);
  }
  return names;
}

/** What the resolver tells names apart by. */
function keyOf(name: string): string {
  return canonicalHost(hostOf(name));
}

function nodeOf(name: string, type: string): TopologyNode {
  const kind: EntityKind = DEVICE_TYPES.has(type) ? 'device' : 'service';
  return { id: entityUrn(kind, type, SITE, name), kind, name, type, site: SITE };
}

/** What is related without a direction is recorded in both: it is one cable. */
function edgeOf(
  from: TopologyNode | undefined,
  to: TopologyNode | undefined,
  type: string,
): TopologyEdge | undefined {
  if (from === undefined || to === undefined || from.id === to.id) return undefined;
  const kind = Object.hasOwn(EDGE_KINDS, type) ? EDGE_KINDS[type] : undefined;
  const edge = { source: 'recorded', criticality: 1 };
  if (kind !== undefined) return { from: from.id, to: to.id, kind, ...edge };
  const [one = '', other = ''] = [from.id, to.id].sort();
  return { from: one, to: other, kind: 'connects_to', ...edge };
}
