import type { TopologyEdge, TopologyNode } from '@aiops/contracts';
import type { ManagedTransaction } from 'neo4j-driver';
import {
  edgeProperties,
  labels,
  nodeProperties,
  passingFields,
  readGraph,
  relationships,
  type StoredGraph,
} from './neo4j-graph.ts';
import { extendHistory } from './topology-history.ts';
import { type CanonicalTopology, edgeIdentity } from './topology-version.ts';

/** Rows per statement: large enough to be quick, small enough to keep the server's memory flat. */
const BATCH = 1_000;

/** Statements to run before the first replacement, outside of its transaction. */
export const constraintStatements = [labels.device, labels.service, 'AiopsTopology'].map(
  (label) =>
    `CREATE CONSTRAINT aiops_${label.toLowerCase()}_id IF NOT EXISTS FOR (n:${label}) REQUIRE n.id IS UNIQUE`,
);

/** What the meta node says; null before the first replacement. */
type Meta = {
  version: string | null;
  asOf: string | null;
  history: readonly string[] | null;
};

/** An edge that is the same, with its passing fields as they are now; null removes one. */
interface SeenAgain {
  readonly elementId: string;
  readonly passing: Readonly<Record<string, string | number | null>>;
}

interface Difference {
  readonly removedEdges: readonly string[];
  readonly removedNodes: readonly TopologyNode[];
  readonly nodes: readonly TopologyNode[];
  readonly edges: readonly TopologyEdge[];
  readonly seenAgain: readonly SeenAgain[];
}

/**
 * Makes the graph hold the wanted topology, writing only what differs. Two replacements at a time wait for each other
 * on the one meta node. Returns whether anything but passing fields changed.
 */
export async function replaceGraph(
  transaction: ManagedTransaction,
  wanted: CanonicalTopology,
  asOf: string,
  versions: number,
): Promise<boolean> {
  const locked = await transaction.run<Meta>(
    `MERGE (m:AiopsTopology {id: 'topology'}) SET m.locked = true REMOVE m.locked
     RETURN m.version AS version, m.as_of AS asOf, m.history AS history`,
  );
  const meta = locked.records[0]?.toObject();
  const stored = await readGraph(transaction);
  const difference = compare(stored, wanted);
  await inBatches(
    transaction,
    'MATCH ()-[r]->() WHERE elementId(r) = row.elementId SET r += row.passing',
    difference.seenAgain,
  );
  const { removedEdges, removedNodes, nodes, edges } = difference;
  const same = removedEdges.length + removedNodes.length + nodes.length + edges.length === 0;
  if (same && meta?.version === wanted.version) return false;
  await inBatches(transaction, 'MATCH ()-[r]->() WHERE elementId(r) = row DELETE r', removedEdges);
  for (const [kind, label] of Object.entries(labels)) {
    await inBatches(
      transaction,
      `MATCH (n:${label} {id: row}) DETACH DELETE n`,
      removedNodes.filter((node) => node.kind === kind).map(({ id }) => id),
    );
  }
  await writeNodes(transaction, nodes);
  await writeEdges(transaction, edges, new Map(wanted.nodes.map((node) => [node.id, node.kind])));
  await transaction.run(
    "MATCH (m:AiopsTopology {id: 'topology'}) SET m.version = $version, m.as_of = $asOf, m.history = $history",
    { version: wanted.version, asOf, history: historyAfter(meta, stored, wanted, versions) },
  );
  return true;
}

/** The steps to keep, as the property of a node: null instead of none. */
function historyAfter(
  meta: Meta | undefined,
  stored: StoredGraph,
  wanted: CanonicalTopology,
  versions: number,
): readonly string[] | null {
  if (meta?.version == null || meta.asOf === null) return null;
  const edges = stored.edges.map(({ edge }) => edge);
  const before = { version: meta.version, as_of: meta.asOf, nodes: stored.nodes, edges };
  const steps = extendHistory(meta.history ?? [], before, wanted, versions);
  return steps.length === 0 ? null : steps;
}

function compare(stored: StoredGraph, wanted: CanonicalTopology): Difference {
  const storedNodes = new Map(stored.nodes.map((node) => [nodePlace(node), node]));
  const wantedPlaces = new Set(wanted.nodes.map(nodePlace));
  const removedNodes = [...storedNodes.values()].filter((node) => !wantedPlaces.has(nodePlace(node)));
  return {
    removedNodes,
    nodes: wanted.nodes.filter((node) => textOf(storedNodes.get(nodePlace(node))) !== textOf(node)),
    ...compareEdges(stored, wanted, new Set(removedNodes.map(({ id }) => id))),
  };
}

function compareEdges(
  stored: StoredGraph,
  wanted: CanonicalTopology,
  removedIds: ReadonlySet<string>,
): Pick<Difference, 'removedEdges' | 'edges' | 'seenAgain'> {
  const missing = new Map(wanted.edges.map((edge) => [edgeIdentity(edge), edge]));
  const removedEdges: string[] = [];
  const seenAgain: SeenAgain[] = [];
  for (const { elementId, edge } of stored.edges) {
    const identity = edgeIdentity(edge);
    const same = missing.get(identity);
    if (same === undefined || removedIds.has(edge.from) || removedIds.has(edge.to)) {
      removedEdges.push(elementId);
      continue;
    }
    missing.delete(identity);
    if (passingFields.some((field) => same[field] !== edge[field]))
      seenAgain.push({
        elementId,
        passing: Object.fromEntries(passingFields.map((field) => [field, same[field] ?? null])),
      });
  }
  return { removedEdges, edges: [...missing.values()], seenAgain };
}

/** Label and id: a node that changes its kind is another node. */
function nodePlace({ kind, id }: TopologyNode): string {
  return `${kind} ${id}`;
}

function textOf(node: TopologyNode | undefined): string {
  return node === undefined ? '' : JSON.stringify(node, Object.keys(node).sort());
}

async function writeNodes(transaction: ManagedTransaction, nodes: readonly TopologyNode[]): Promise<void> {
  for (const [kind, label] of Object.entries(labels)) {
    const rows = nodes.filter((node) => node.kind === kind);
    await inBatches(
      transaction,
      `MERGE (n:${label} {id: row.id}) SET n += row`,
      rows.map((node) => nodeProperties(node)),
    );
  }
}

/** One statement for each combination of ends, because Cypher finds nodes by index only under a literal label. */
async function writeEdges(
  transaction: ManagedTransaction,
  edges: readonly TopologyEdge[],
  kindOf: ReadonlyMap<string, TopologyNode['kind']>,
): Promise<void> {
  const rowsByStatement = new Map<string, object[]>();
  for (const edge of edges) {
    const [from, to] = [labels[kindOf.get(edge.from) ?? 'device'], labels[kindOf.get(edge.to) ?? 'device']];
    const statement = `MATCH (a:${from} {id: row.from}) MATCH (b:${to} {id: row.to})
      CREATE (a)-[r:${relationships[edge.kind]}]->(b) SET r = row.properties`;
    const rows = rowsByStatement.get(statement) ?? [];
    rows.push({ from: edge.from, to: edge.to, properties: edgeProperties(edge) });
    rowsByStatement.set(statement, rows);
  }
  for (const [statement, rows] of rowsByStatement) await inBatches(transaction, statement, rows);
}

async function inBatches(
  transaction: ManagedTransaction,
  statement: string,
  rows: readonly (string | object)[],
): Promise<void> {
  for (let start = 0; start < rows.length; start += BATCH)
    await transaction.run(`UNWIND $rows AS row ${statement}`, { rows: rows.slice(start, start + BATCH) });
}
