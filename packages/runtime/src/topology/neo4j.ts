import type { Topology } from '@aiops/contracts';
import { Unavailable } from '../errors.ts';
import type { Logger } from '../telemetry/logger.ts';
import { connectNeo4j, type Neo4jAddress, type Neo4jConnection } from './neo4j-connection.ts';
import { readGraph, type StoredGraph } from './neo4j-graph.ts';
import { constraintStatements, replaceGraph } from './neo4j-replace.ts';
import type { TopologyStep } from './topology-history.ts';
import { KEPT_VERSIONS, type TopologyStore } from './topology-store.ts';
import { canonicalTopology } from './topology-version.ts';

export interface Neo4jTopologyOptions extends Neo4jAddress {
  readonly logger?: Pick<Logger, 'info'>;
  /** Former versions that are kept; {@link KEPT_VERSIONS} unless set. */
  readonly versions?: number;
}

const SNAPSHOT_ATTEMPTS = 5;

/**
 * The network map in Neo4j: `(:Device)`, `(:Service)`, `CONNECTS_TO`, `CALLS`, `RUNS_ON`, `DEPENDS_ON`, and one `(:AiopsTopology)` with
 * version, time and history. Only what it wrote itself (`aiops_managed: true`) is read, changed or removed; a node of ours that goes
 * takes the relationships with it that others tied to it. Rejects with `Unavailable` when Neo4j is not there at the start,
 * and per call, in bounded time, when it goes away later.
 */
export async function createNeo4jTopologyStore(options: Neo4jTopologyOptions): Promise<TopologyStore> {
  const connection = await connectNeo4j(options);
  let constrained: Promise<void> | undefined;
  return {
    async replace(nodes, edges, asOf) {
      const wanted = canonicalTopology(nodes, edges);
      // Only the writer needs them, so that a reader gets by with the right to read.
      constrained ??= ensureConstraints(connection);
      await constrained.catch((error: unknown) => {
        constrained = undefined;
        throw error;
      });
      const changed = await connection.write('replacing the topology', (transaction) =>
        replaceGraph(transaction, wanted, asOf, options.versions ?? KEPT_VERSIONS),
      );
      const { version } = wanted;
      if (changed)
        options.logger?.info(
          { version, nodes: wanted.nodes.length, edges: wanted.edges.length },
          'The topology in Neo4j was replaced.',
        );
      return { version, changed };
    },
    snapshot: () => snapshot(connection),
    history: () => readHistory(connection),
    close: () => connection.close(),
  };
}

async function ensureConstraints(connection: Neo4jConnection): Promise<void> {
  for (const statement of constraintStatements) await connection.schema('creating constraints', statement);
}

/** Neo4j does not read as of one moment, so the meta node is read before and after: it changes with every replacement. */
async function snapshot(connection: Neo4jConnection): Promise<Topology | undefined> {
  for (let attempt = 0; attempt < SNAPSHOT_ATTEMPTS; attempt++) {
    const read = await connection.read('reading the topology', async (transaction) => {
      const meta = () =>
        transaction.run<{ version: string; asOf: string }>(
          'MATCH (m:AiopsTopology) WHERE m.version IS NOT NULL RETURN m.version AS version, m.as_of AS asOf',
        );
      const [before] = (await meta()).records;
      if (before === undefined) return undefined;
      const graph = await readGraph(transaction);
      const [after] = (await meta()).records;
      const settled =
        before.get('version') === after?.get('version') && before.get('asOf') === after.get('asOf');
      return { asOf: before.get('asOf'), graph: settled ? graph : undefined };
    });
    if (read === undefined) return undefined;
    if (read.graph !== undefined) return { ...contentOf(read.graph), as_of: read.asOf };
  }
  throw new Unavailable('The topology in Neo4j keeps changing while it is read; try again.');
}

function readHistory(connection: Neo4jConnection): Promise<TopologyStep[]> {
  return connection.read('reading the history of the topology', async (transaction) => {
    const found = await transaction.run<{ history: readonly string[] | null }>(
      'MATCH (m:AiopsTopology) WHERE m.version IS NOT NULL RETURN m.history AS history',
    );
    const steps = found.records[0]?.get('history') ?? [];
    return steps.map((step) => JSON.parse(step) as TopologyStep);
  });
}

/** The version is computed from what is there, so that a change by hand shows as another version. */
function contentOf(graph: StoredGraph): Pick<Topology, 'version' | 'nodes' | 'edges'> {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const edges = graph.edges
    .map(({ edge }) => edge)
    .filter((edge) => nodes.has(edge.from) && nodes.has(edge.to));
  return canonicalTopology([...nodes.values()], edges);
}
