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

/** What one node reaches along links: the entries of all arrays belong together, nearest first. Nodes are numbers. Sixteen bytes an entry. */
export interface ReachRow {
  readonly start: number;
  readonly table: LinkTable;
  readonly nodes: Int32Array;
  /** Link over which it is reached, from the node before it on the way. */
  readonly links: Int32Array;
  /** Product of (1 + criticality) / 2 along the way. */
  readonly strengths: Float64Array;
  /** By distance, the end of the entries that far away or nearer; that of distance 0 is 0. */
  readonly ends: readonly number[];
}

/** Room for all nodes, for one search at a time. */
export interface SearchRoom {
  readonly queue: Int32Array;
  /** By node, whether it is found, and how strongly it is reached then. Nothing is marked before or after a search. */
  readonly marks: Uint8Array;
  readonly strengths: Float64Array;
}

/** Looks from a node along links up to `depth`. Of several shortest ways the first one in the order of the links counts. */
export function reachRow(table: LinkTable, start: number, depth: number, room: SearchRoom): ReachRow {
  const { queue, marks, strengths } = room;
  const reached = [0];
  marks[start] = 1;
  strengths[start] = 1;
  let count = depth >= 1 ? look(table, start, 0, room) : 0;
  for (let turn = 0; count > turn; ) {
    const end = count;
    reached.push(end);
    if (reached.length > depth) break;
    for (; turn < end; turn += 1)
      count = look(table, table.ends[queue[turn] as number] as number, count, room);
  }
  marks[start] = 0;
  return { start, table, ...entriesOf(table, count, room), ends: reached };
}

/** The entries of a row for so many queued links. Takes the marks off. */
function entriesOf({ ends }: LinkTable, count: number, { queue, marks, strengths: found }: SearchRoom) {
  const links = queue.slice(0, count);
  const nodes = new Int32Array(count);
  const strengths = new Float64Array(count);
  for (let entry = 0; entry < count; entry += 1) {
    const node = ends[links[entry] as number] as number;
    nodes[entry] = node;
    strengths[entry] = found[node] as number;
    marks[node] = 0;
  }
  return { nodes, links, strengths };
}

/** Queues the links from a node to those that were not found yet; tells how many are queued then. */
function look(
  { starts, ends, sureties }: LinkTable,
  node: number,
  queued: number,
  { queue, marks, strengths }: SearchRoom,
): number {
  const strength = strengths[node] as number;
  const end = starts[node + 1] as number;
  let count = queued;
  for (let link = starts[node] as number; link < end; link += 1) {
    const next = ends[link] as number;
    if (marks[next] === 1) continue;
    marks[next] = 1;
    strengths[next] = strength * (sureties[link] as number);
    queue[count++] = link;
  }
  return count;
}

/** One entry of a row, which is `distance` away, with the ids of its nodes. */
export function reachAt(
  { table, links, strengths }: ReachRow,
  entry: number,
  distance: number,
  idOf: (node: number) => string,
): Reach {
  const link = links[entry] as number;
  const from = idOf(table.froms[link] as number);
  return { distance, strength: strengths[entry] as number, from, kind: kindOf(table, link) };
}

/** All that a row holds, by id, nearest first. */
export function reachesIn(row: ReachRow, idOf: (node: number) => string): ReadonlyMap<string, Reach> {
  const reaches = new Map<string, Reach>();
  for (const [entry, node] of row.nodes.entries())
    reaches.set(idOf(node), reachAt(row, entry, distanceAt(row, entry), idOf));
  return reaches;
}

/** How far away an entry of a row is. */
export function distanceAt({ ends }: ReachRow, entry: number): number {
  return ends.findIndex((end) => entry < end);
}

/** The links of the way to a node, in their order; undefined when it is not in the row. */
export function wayTo({ start, table, nodes, links }: ReachRow, node: number): readonly number[] | undefined {
  const way: number[] = [];
  let wanted = node;
  // The node before it on the way stands before it in the row.
  for (let entry = nodes.lastIndexOf(node); entry >= 0; entry = nodes.lastIndexOf(wanted, entry)) {
    const link = links[entry] as number;
    way.push(link);
    wanted = table.froms[link] as number;
    if (wanted === start) return way.reverse();
  }
  return undefined;
}

/** How the ends of a link are joined. */
export function kindOf({ edges }: LinkTable, link: number): EdgeKind {
  return (edges[link] as LinkTable['edges'][number]).kind;
}
