import { readlinkSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';
import { serialize } from 'node:v8';
import { parentPort } from 'node:worker_threads';
import type { TopologyEdge, TopologyNode } from '@aiops/contracts';
import { analyseTopology, type TopologyAnalysis } from '@aiops/rca';

/** A topology on its way into the thread: nodes and edges in pieces, and at last what completes them. */
export type TopologyPiece =
  | { readonly nodes: readonly TopologyNode[] }
  | { readonly edges: readonly TopologyEdge[] }
  | { readonly version: string; readonly as_of: string };

/** An analysis on its way out: most of it are figures of nodes, in pieces of bytes that are read one by one, see `deserialize` of `node:v8`. */
export interface AnalysisInPieces {
  readonly rest: Omit<TopologyAnalysis, 'nodes'>;
  readonly nodes: readonly Uint8Array[];
}

/** Nodes whose figures are read in one turn of the event loop: a millisecond. All at once would take some ten. */
const PIECE = 1_000;

/** How many steps of 19 this thread stands behind the others of its process. */
const BEHIND = 10;

const nodes: TopologyNode[] = [];
const edges: TopologyEdge[] = [];

giveWay();

/** The thread takes one topology, answers with its analysis, and is ended by whoever started it. */
parentPort?.on('message', (piece: TopologyPiece) => {
  if ('nodes' in piece) nodes.push(...piece.nodes);
  else if ('edges' in piece) edges.push(...piece.edges);
  else parentPort?.postMessage(inPieces(analyseTopology({ ...piece, nodes, edges })));
});

function inPieces({ nodes: figures, ...rest }: TopologyAnalysis): AnalysisInPieces {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < figures.length; at += PIECE) pieces.push(serialize(figures.slice(at, at + PIECE)));
  return { rest, nodes: pieces };
}

/** The event loop goes first where there are not enough processors for both. Linux alone has priorities of threads. */
function giveWay(): void {
  try {
    const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1));
    setPriority(thread, Math.min(getPriority(thread) + BEHIND, 19));
  } catch {
    // Without it the analysis is only a little less considerate.
  }
}
