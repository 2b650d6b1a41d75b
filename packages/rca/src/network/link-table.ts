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
/** Links that are written down in one step. */
const LINKS = 20_000;

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
  const links = order.length;
  const table = {
    starts,
    froms: new Int32Array(links),
    ends: new Int32Array(links),
    sureties: new Float64Array(links),
    kinds: new Uint8Array(links),
    kindSets: new Uint8Array(size),
    edges: [] as TopologyEdge[],
  };
  for (let link = 0; link < links; link += 1) {
    const arc = order[link] as number;
    const node = from[arc] as number;
    const edge = arcs.edges[arc] as TopologyEdge;
    const kind = edgeKinds.indexOf(edge.kind);
    table.froms[link] = node;
    table.ends[link] = to[arc] as number;
    table.sureties[link] = (1 + edge.criticality) / 2;
    table.kinds[link] = kind;
    table.kindSets[node] = (table.kindSets[node] as number) | (1 << kind);
    table.edges.push(edge);
    if (link % LINKS === LINKS - 1) yield;
  }
  return table;
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
