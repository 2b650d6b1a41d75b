import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { deserialize } from 'node:v8';
import { Worker } from 'node:worker_threads';
import type { Topology } from '@aiops/contracts';
import type { TopologyAnalysis } from '@aiops/rca';
import type { AnalysisInPieces, TopologyPiece } from './analysis-thread.ts';

/** Nodes or edges that are copied in one turn of the event loop: some milliseconds. A large topology at once would take a tenth of a second. */
const PIECE = 1_000;

/**
 * Analyses a topology in a thread of its own, so that the event loop goes on turning. Rejects when the thread fails, and with an
 * `AbortError` when the signal says so; either way the thread is gone afterwards.
 */
export async function analyseInThread(topology: Topology, signal: AbortSignal): Promise<TopologyAnalysis> {
  signal.throwIfAborted();
  const worker = startThread();
  try {
    const [analysis] = await Promise.all([answerOf(worker, signal), handOver(worker, topology)]);
    return await together(analysis);
  } finally {
    await worker.terminate();
  }
}

/** From the sources when this module runs from them, otherwise as compiled. */
function startThread(): Worker {
  const fromSource = import.meta.url.endsWith('.ts');
  const program = fromSource ? './start-thread.mjs' : './analysis-thread.js';
  const execArgv = fromSource ? ['--conditions=@aiops/source'] : [];
  return new Worker(new URL(program, import.meta.url), { execArgv });
}

async function answerOf(worker: Worker, signal: AbortSignal): Promise<AnalysisInPieces> {
  const ended = once(worker, 'exit', { signal }).then(([code]) => {
    throw new Error(`the thread ended with exit code ${code} before it answered`);
  });
  const [analysis] = await Promise.race([once(worker, 'message', { signal }), ended]);
  return analysis;
}

async function handOver(worker: Worker, { nodes, edges, version, as_of }: Topology): Promise<void> {
  const give = async (piece: TopologyPiece) => {
    worker.postMessage(piece);
    await nextTurn();
  };
  for (let at = 0; at < nodes.length; at += PIECE) await give({ nodes: nodes.slice(at, at + PIECE) });
  for (let at = 0; at < edges.length; at += PIECE) await give({ edges: edges.slice(at, at + PIECE) });
  await give({ version, as_of });
}

/** Reads the pieces of an analysis, one in a turn of the event loop. */
async function together({ rest, nodes: pieces }: AnalysisInPieces): Promise<TopologyAnalysis> {
  const nodes: TopologyAnalysis['nodes'][number][] = [];
  for (const piece of pieces) {
    await nextTurn();
    nodes.push(...deserialize(piece));
  }
  const { version, as_of, single_points_of_failure, critical_path } = rest;
  return { version, as_of, nodes, single_points_of_failure, critical_path };
}
