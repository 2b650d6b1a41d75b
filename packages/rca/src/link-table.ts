import type { TopologyEdge } from '@aiops/contracts';
import { compareText } from './compare-text.ts';

/** The links of all nodes, which are numbered, one after the other: those of node `n` are `starts[n]` up to `starts[n + 1]`. */
export interface LinkTable {
  readonly starts: Int32Array;
  /** By link, the node at the other end. */
  readonly ends: Int32Array;
  /** By link, what it was made of. */
  readonly edges: readonly TopologyEdge[];
}

/** Links before they are in order: each leads from a node to an end. */
export interface Arcs {
  readonly from: readonly number[];
  readonly to: readonly number[];
  readonly edges: readonly TopologyEdge[];
}

/** Nodes whose links are put in order in one step. */
const STEP = 2_000;

/**
 * Puts links in order: by node, then by the number of the other end, the surest of parallel ones first, so that the order of the
 * input does not show. Yields now and then.
 */
export function* linkTable(size: number, arcs: Arcs): Generator<undefined, LinkTable> {
  const { from, to } = arcs;
  const starts = startsOf(size, [from]);
  const order = new Int32Array(from.length);
  const next = starts.slice();
  for (const [arc, node] of from.entries()) {
    const place = next[node] as number;
    order[place] = arc;
    next[node] = place + 1;
  }
  yield;
  const compare = (a: number, b: number) =>
    (to[a] as number) - (to[b] as number) || compareSurety(arcs.edges[a], arcs.edges[b]);
  for (let node = 0; node < size; node += 1) {
    const [start, end] = [starts[node] as number, starts[node + 1] as number];
    if (end - start > 1) order.subarray(start, end).sort(compare);
    if (node % STEP === STEP - 1) yield;
  }
  const ends = order.map((arc) => to[arc] as number);
  return { starts, ends, edges: Array.from(order, (arc) => arcs.edges[arc] as TopologyEdge) };
}

/** Where the entries of each node begin when they lie one after the other. */
export function startsOf(size: number, lists: Iterable<readonly number[]>): Int32Array {
  const starts = new Int32Array(size + 1);
  for (const nodes of lists) for (const node of nodes) starts[node + 1] = (starts[node + 1] as number) + 1;
  for (let node = 0; node < size; node += 1) {
    starts[node + 1] = (starts[node + 1] as number) + (starts[node] as number);
  }
  return starts;
}

function compareSurety(a: TopologyEdge | undefined, b: TopologyEdge | undefined): number {
  if (a === undefined || b === undefined) return 0;
  return b.criticality - a.criticality || compareText(a.kind, b.kind);
}
