import { type EdgeKind, edgeKinds, type TopologyEdge } from '@aiops/contracts';
import { compareText } from '../compare-text.ts';
import { stableOrder, startsOf } from '../stable-order.ts';

/** The links of all nodes, which are numbered, one after the other: those of node `n` are `starts[n]` up to `starts[n + 1]`. */
export interface LinkTable {
  readonly starts: Int32Array;
  /** By link, the node that it leads from, and the one at the other end. */
  readonly froms: Int32Array;
  readonly ends: Int32Array;
  /** By link, how surely a failure is felt over it: (1 + criticality) / 2. */
  readonly sureties: Float64Array;
  /** By link, how its ends are joined: the place among {@link edgeKinds}. */
  readonly kinds: Uint8Array;
  /** By node, the kinds of its links, see {@link kindSet}. */
  readonly kindSets: Uint8Array;
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
  const starts = startsOf(size, from);
  const order = stableOrder(size, from);
  yield;
  const compare = (a: number, b: number) =>
    (to[a] as number) - (to[b] as number) || compareSurety(arcs.edges[a], arcs.edges[b]);
  for (let node = 0; node < size; node += 1) {
    const [start, end] = [starts[node] as number, starts[node + 1] as number];
    if (end - start > 1) order.subarray(start, end).sort(compare);
    if (node % STEP === STEP - 1) yield;
  }
  const edges = Array.from(order, (arc) => arcs.edges[arc] as TopologyEdge);
  const froms = order.map((arc) => from[arc] as number);
  const kinds = Uint8Array.from(edges, ({ kind }) => edgeKinds.indexOf(kind));
  const kindSets = new Uint8Array(size);
  for (let link = 0; link < froms.length; link += 1) {
    const node = froms[link] as number;
    kindSets[node] = (kindSets[node] as number) | (1 << (kinds[link] as number));
  }
  return {
    starts,
    froms,
    ends: order.map((arc) => to[arc] as number),
    sureties: Float64Array.from(edges, ({ criticality }) => (1 + criticality) / 2),
    kinds,
    kindSets,
    edges,
  };
}

/** How the ends of a link are joined. */
export function kindOf({ kinds }: LinkTable, link: number): EdgeKind {
  return edgeKinds[kinds[link] as number] as EdgeKind;
}

/** Kinds as a set that is one number, with a bit for each. */
export function kindSet(kinds: readonly EdgeKind[]): number {
  return kinds.reduce((set, kind) => set | (1 << edgeKinds.indexOf(kind)), 0);
}

function compareSurety(a: TopologyEdge | undefined, b: TopologyEdge | undefined): number {
  if (a === undefined || b === undefined) return 0;
  return b.criticality - a.criticality || compareText(a.kind, b.kind);
}
