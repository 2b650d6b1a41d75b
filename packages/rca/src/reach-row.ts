import type { EdgeKind } from '@aiops/contracts';
import type { LinkTable } from './link-table.ts';

/** How one entity is reached from another along dependencies. */
export interface Reach {
  /** Number of dependencies in between; 1 is a direct one. */
  readonly distance: number;
  /** Product of (1 + criticality) / 2 along the way: 1 when every failure is felt for sure. */
  readonly strength: number;
  /** The node before it on the way, and how the two are joined. */
  readonly from: string;
  readonly kind: EdgeKind;
}

/** What one node reaches along links: the entries of all arrays belong together, nearest first. Nodes are numbers. */
export interface ReachRow {
  readonly start: number;
  readonly table: LinkTable;
  readonly nodes: readonly number[];
  /** Product of (1 + criticality) / 2 along the way. */
  readonly strengths: readonly number[];
  /** Entry of the node before it on the way; -1 is where the row begins. */
  readonly before: readonly number[];
  /** Link over which it is reached. */
  readonly links: readonly number[];
  /** By distance, the end of the entries that far away or nearer; that of distance 0 is 0. */
  readonly ends: readonly number[];
}

/** Looks from a node along links up to `depth`. Of several shortest ways the first one in the order of the links counts. */
export function reachRow(table: LinkTable, start: number, depth: number): ReachRow {
  const { starts, ends, edges } = table;
  const found = new Uint8Array(starts.length);
  found[start] = 1;
  const nodes: number[] = [];
  const strengths: number[] = [];
  const before: number[] = [];
  const links: number[] = [];
  const reached = [0];
  const look = (node: number, entry: number, strength: number) => {
    const end = starts[node + 1] as number;
    for (let link = starts[node] as number; link < end; link += 1) {
      const next = ends[link] as number;
      if (found[next] === 1) continue;
      found[next] = 1;
      nodes.push(next);
      strengths.push(strength * ((1 + (edges[link]?.criticality ?? 0)) / 2));
      before.push(entry);
      links.push(link);
    }
  };
  if (depth >= 1) look(start, -1, 1);
  for (let entry = 0; nodes.length > entry; ) {
    const end = nodes.length;
    reached.push(end);
    if (reached.length > depth) break;
    for (; entry < end; entry += 1) look(nodes[entry] as number, entry, strengths[entry] as number);
  }
  return { start, table, nodes, strengths, before, links, ends: reached };
}

/** One entry of a row, with the ids of its nodes. */
export function reachAt(row: ReachRow, entry: number, idOf: (node: number) => string): Reach {
  const { start, table, nodes, strengths, before, links, ends } = row;
  return {
    distance: ends.findIndex((end) => entry < end),
    strength: strengths[entry] as number,
    from: idOf(nodes[before[entry] as number] ?? start),
    kind: kindAt(table, links[entry] as number),
  };
}

/** The entries on the way to a node, the nearest first; undefined when it is not in the row. */
export function wayTo({ nodes, before }: ReachRow, node: number): readonly number[] | undefined {
  const last = nodes.indexOf(node);
  if (last < 0) return undefined;
  const way: number[] = [];
  for (let entry = last; entry >= 0; entry = before[entry] as number) way.push(entry);
  return way.reverse();
}

function kindAt({ edges }: LinkTable, link: number): EdgeKind {
  return (edges[link] as LinkTable['edges'][number]).kind;
}
