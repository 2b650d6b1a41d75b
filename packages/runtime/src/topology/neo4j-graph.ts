import { callFigureFields, type EdgeKind, type TopologyEdge, type TopologyNode } from '@aiops/contracts';
import type { ManagedTransaction } from 'neo4j-driver';

type Properties = Readonly<Record<string, unknown>>;

/** An edge as it lies in Neo4j, with the id that only this database and transaction know. */
export interface StoredEdge {
  readonly elementId: string;
  readonly edge: TopologyEdge;
}

/** The part of a graph that this project wrote. */
export interface StoredGraph {
  readonly nodes: readonly TopologyNode[];
  readonly edges: readonly StoredEdge[];
}

/** Node labels by kind. */
export const labels = { device: 'Device', service: 'Service' } as const satisfies Record<
  TopologyNode['kind'],
  string
>;

/** Relationship types by kind. */
export const relationships = {
  connects_to: 'CONNECTS_TO',
  calls: 'CALLS',
  runs_on: 'RUNS_ON',
  depends_on: 'DEPENDS_ON',
} as const satisfies Record<EdgeKind, string>;

const optionalNodeFields = ['tier', 'vendor', 'host', 'ip', 'location', 'aliases', 'stub'] as const;
/** Fields of an edge that come and go without the network being another one. */
export const passingFields = ['last_seen', ...callFigureFields] as const;
const optionalEdgeFields = ['source_port', 'target_port', 'protocol', ...passingFields] as const;
const kinds = Object.fromEntries(Object.entries(relationships).map(([kind, type]) => [type, kind]));

/** Reads what carries our mark; nodes and relationships of others are left out. */
export async function readGraph(transaction: ManagedTransaction): Promise<StoredGraph> {
  const nodeRows = await transaction.run<{ service: boolean; properties: Properties }>(
    `MATCH (n:${labels.device}|${labels.service}) WHERE n.aiops_managed AND n.id IS NOT NULL
     RETURN n:${labels.service} AS service, properties(n) AS properties`,
  );
  const edgeRows = await transaction.run<{
    elementId: string;
    from: string;
    to: string;
    type: string;
    properties: Properties;
  }>(
    `MATCH (a)-[r:${Object.values(relationships).join('|')}]->(b) WHERE r.aiops_managed
     RETURN elementId(r) AS elementId, a.id AS from, b.id AS to, type(r) AS type, properties(r) AS properties`,
  );
  return {
    nodes: nodeRows.records.map((row) => nodeOf(row.get('service'), row.get('properties'))),
    edges: edgeRows.records.map((row) => ({
      elementId: row.get('elementId'),
      edge: edgeOf(row.get('from'), row.get('to'), row.get('type'), row.get('properties')),
    })),
  };
}

/** Properties to set with `+=`: null removes what the node no longer has, and what others added stays. */
export function nodeProperties(node: TopologyNode): Properties {
  const { kind: _, ...properties } = node;
  const absent = Object.fromEntries(optionalNodeFields.map((field) => [field, null]));
  return { ...absent, ...properties, aiops_managed: true };
}

export function edgeProperties(edge: TopologyEdge): Properties {
  const { from: _from, to: _to, kind: _kind, ...properties } = edge;
  return { ...properties, aiops_managed: true };
}

/** Fields that somebody removed or changed by hand get a plausible value; the next replacement repairs them. */
function nodeOf(service: boolean, properties: Properties): TopologyNode {
  const id = String(properties.id);
  return {
    id,
    kind: service ? 'service' : 'device',
    name: String(properties.name ?? id),
    type: String(properties.type ?? 'unknown'),
    site: String(properties.site ?? 'default'),
    ...present(properties, optionalNodeFields),
  };
}

function edgeOf(from: string, to: string, type: string, properties: Properties): TopologyEdge {
  return {
    from,
    to,
    kind: kinds[type] as EdgeKind,
    source: String(properties.source ?? 'unknown'),
    criticality: Number(properties.criticality ?? 1),
    ...present(properties, optionalEdgeFields),
  };
}

function present<Field extends string>(
  properties: Properties,
  fields: readonly Field[],
): { [F in Field]?: never } {
  return Object.fromEntries(
    fields.filter((field) => field in properties).map((field) => [field, properties[field]]),
  ) as { [F in Field]?: never };
}
