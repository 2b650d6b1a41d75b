import { parentPort } from 'node:worker_threads';
import type { TopologyEdge, TopologyNode } from '@aiops/contracts';
import { analyseTopology } from '@aiops/rca';

/** A topology on its way into the thread: nodes and edges in pieces, and at last what completes them. */
export type TopologyPiece =
  | { readonly nodes: readonly TopologyNode[] }
  | { readonly edges: readonly TopologyEdge[] }
  | { readonly version: string; readonly as_of: string };

const nodes: TopologyNode[] = [];
const edges: TopologyEdge[] = [];

/** The thread takes one topology, answers with its analysis, and is ended by whoever started it. */
parentPort?.on('message', (piece: TopologyPiece) => {
  if ('nodes' in piece) nodes.push(...piece.nodes);
  else if ('edges' in piece) edges.push(...piece.edges);
  else parentPort?.postMessage(analyseTopology({ ...piece, nodes, edges }));
});
