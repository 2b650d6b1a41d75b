import type { Graph, GraphEdge, GraphNode, Role } from '../graph/graph-model.ts';
import type { Operations, Result } from '../live/api-types.ts';
import { entityKey, nameOf } from './anomaly-facts.ts';
import { anomaliesOf } from './subjects.ts';

type Topology = Operations['getTopology']['answer'];
type Node = Topology['nodes'][number];

/** More would not be looked at. */
const MOST_NODES = 500;

/**
 * What an incident is about and what stands next to that, with the way that the failure took. What the network map does not know is
 * there all the same, by itself.
 */
export function incidentGraph(result: Result, topology: Pick<Topology, 'nodes' | 'edges'>): Graph {
  const find = finder(topology.nodes, result.domain);
  const roles = new Map<string, Role>();
  const unknown = new Map<string, string>();
  const keys = new Map<string, string>();
  const take = (name: string, id: string | undefined, role: Role): string => {
    const found = find(name, id)?.id;
    // The steps of the way have names alone, and may be about something that has been met under its id.
    const key = found ?? id ?? keys.get(name) ?? name;
    if (found === undefined) unknown.set(key, name);
    if (!keys.has(name)) keys.set(name, key);
    if (!roles.has(key) || role === 'cause') roles.set(key, role);
    return key;
  };
  const { root_cause: cause } = result;
  // These first: they have ids, where the cause may have its name alone.
  for (const anomaly of anomaliesOf(result)) take(nameOf(anomaly), entityKey(anomaly), 'victim');
  if (cause.root_cause_device !== null) {
    const candidate = cause.candidates.find(({ device }) => device === cause.root_cause_device);
    take(cause.root_cause_device, candidate?.entity_id, 'cause');
  }
  const path = pathEdges(cause.propagation_path, (name) => take(name, undefined, 'path'));
  const near = neighbours(topology.edges, new Set(roles.keys()), MOST_NODES - roles.size);
  const known = topology.nodes.filter(({ id }) => roles.has(id) || near.has(id));
  const nodes = [
    ...known.map((node) => nodeOf(node, roles.get(node.id) ?? 'other')),
    ...[...unknown].map(([id, name]) =>
      nodeOf({ id, name, kind: 'device', type: 'unknown' }, roles.get(id) ?? 'victim'),
    ),
  ];
  const shown = new Set(nodes.map(({ id }) => id));
  const onPath = new Set(
    path.flatMap(({ from, to }) => [JSON.stringify([from, to]), JSON.stringify([to, from])]),
  );
  const cables = topology.edges
    .filter(({ from, to }) => shown.has(from) && shown.has(to) && !onPath.has(JSON.stringify([from, to])))
    .map(({ from, to }): GraphEdge => ({ from, to, isPath: false }));
  return { nodes, edges: [...path, ...cables] };
}

/** Looks a node up by its id, else by its name: one of the incident's domain first. */
function finder(nodes: readonly Node[], domain: string | undefined) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const byName = new Map<string, Node>();
  for (const node of nodes) if (!byName.has(node.name) || node.site === domain) byName.set(node.name, node);
  return (name: string, id: string | undefined) =>
    (id === undefined ? undefined : byId.get(id)) ?? byName.get(name);
}

/** Each step hangs below the one that its `via` names, else below the one before it. */
function pathEdges(
  steps: Result['root_cause']['propagation_path'],
  take: (name: string) => string,
): GraphEdge[] {
  return steps.flatMap(({ device, via }, number) => {
    const from = via ?? steps[number - 1]?.device;
    if (number === 0 || from === undefined || from === device) return [];
    return [{ from: take(from), to: take(device), isPath: true }];
  });
}

function neighbours(
  edges: Topology['edges'],
  inside: ReadonlySet<string>,
  most: number,
): ReadonlySet<string> {
  const near = new Set<string>();
  for (const { from, to } of edges) {
    if (near.size >= most) break;
    if (inside.has(from) && !inside.has(to)) near.add(to);
    if (inside.has(to) && !inside.has(from)) near.add(from);
  }
  return near;
}

function nodeOf({ id, name, type, site, tier }: Node, role: Role): GraphNode {
  return { id, name, type, site: site ?? 'default', tier: tier ?? type, role, count: 1 };
}
