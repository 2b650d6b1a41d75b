import { readlinkSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import type { TopologyEdge, TopologyNode } from '@aiops/contracts';
import { analyseTopology } from '@aiops/rca';

/** A topology on its way into the thread: nodes and edges in pieces, and at last what completes them. */
export type TopologyPiece =
  | { readonly nodes: readonly TopologyNode[] }
  | { readonly edges: readonly TopologyEdge[] }
  | { readonly version: string; readonly as_of: string };

/** How many steps of 19 this thread stands behind the others of its process. */
const BEHIND = 10;

const nodes: TopologyNode[] = [];
const edges: TopologyEdge[] = [];

giveWay();

/** The thread takes one topology, answers with its analysis, and is ended by whoever started it. */
parentPort?.on('message', (piece: TopologyPiece) => {
  if ('nodes' in piece) nodes.push(...piece.nodes);
  else if ('edges' in piece) edges.push(...piece.edges);
  else parentPort?.postMessage(analyseTopology({ ...piece, nodes, edges }));
});

/** The event loop goes first where there are not enough processors for both. Linux alone has priorities of threads. */
function giveWay(): void {
  try {
    const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1));
    setPriority(thread, Math.min(getPriority(thread) + BEHIND, 19));
  } catch {
    // Without it the analysis is only a little less considerate.
  }
}
