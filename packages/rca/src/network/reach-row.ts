import type { EdgeKind } from '@aiops/contracts';
import { kindOf, type LinkTable } from './link-table.ts';

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

/** Entries of rows: those of all arrays belong together. Nodes are numbers. Sixteen bytes an entry. */
interface Entries {
  readonly nodes: Int32Array;
  /** Link over which it is reached, from the node before it on the way. */
  readonly links: Int32Array;
  /** Product of (1 + criticality) / 2 along the way. */
  readonly strengths: Float64Array;
}

/** What one node reaches along links, nearest first. The arrays hold the entries of other rows as well. */
export interface ReachRow extends Entries {
  readonly start: number;
  readonly table: LinkTable;
  /** By distance, the end of the entries that far away or nearer; that of distance 0 is where the row begins. */
  readonly ends: readonly number[];
}

/** Room for rows one after the other, of which so many entries are taken. */
export interface RowBlock extends Entries {
  taken: number;
}

/** Room for all nodes, for one search at a time. */
export interface SearchRoom {
  readonly queue: Int32Array;
  /** By node, whether it is found, and how strongly it is reached then. Nothing is marked before or after a search. */
  readonly marks: Uint8Array;
  readonly strengths: Float64Array;
}

/**
 * Looks from a node along links up to `depth`, and writes what it finds into the block that is given for so many entries. Of several shortest
 * ways the first one in the order of the links counts.
 */
export function reachRow(
  table: LinkTable,
  start: number,
  depth: number,
  room: SearchRoom,
  blockFor: (entries: number) => RowBlock,
): ReachRow {
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
  const block = blockFor(count);
  const begin = write(block, table, count, room);
  const ends = reached.map((end) => begin + end);
  return { start, table, nodes: block.nodes, links: block.links, strengths: block.strengths, ends };
}

/** Writes the entries of so many queued links, and tells where they begin. Takes the marks off. */
function write(block: RowBlock, { ends }: LinkTable, count: number, room: SearchRoom): number {
  const { queue, marks, strengths } = room;
  const begin = block.taken;
  for (let queued = 0; queued < count; queued += 1) {
    const link = queue[queued] as number;
    const node = ends[link] as number;
    const entry = begin + queued;
    block.links[entry] = link;
    block.nodes[entry] = node;
    block.strengths[entry] = strengths[node] as number;
    marks[node] = 0;
  }
  block.taken += count;
  return begin;
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
  const end = endOf(row);
  for (let entry = row.ends[0] as number; entry < end; entry += 1)
    reaches.set(idOf(row.nodes[entry] as number), reachAt(row, entry, distanceAt(row, entry), idOf));
  return reaches;
}

/** Where the entries of a row end. */
export function endOf({ ends }: ReachRow): number {
  return ends.at(-1) as number;
}

/** The entry of a row at which a node is reached; -1 where it is not. */
export function entryOf(row: ReachRow, node: number): number {
  const { nodes, ends } = row;
  const end = endOf(row);
  for (let entry = ends[0] as number; entry < end; entry += 1) if (nodes[entry] === node) return entry;
  return -1;
}

/** How far away an entry of a row is. */
export function distanceAt({ ends }: ReachRow, entry: number): number {
  return ends.findIndex((end) => entry < end);
}

/** The links of the way from a node of the row, `distance` away, back to where the row begins. */
export function wayBack({ table, nodes, links, ends }: ReachRow, node: number, distance: number): number[] {
  const way: number[] = [];
  let wanted = node;
  // Each node on the way is one nearer than the one after it.
  for (let away = distance; away >= 1; away -= 1) {
    let entry = ends[away - 1] as number;
    while (nodes[entry] !== wanted) entry += 1;
    const link = links[entry] as number;
    way.push(link);
    wanted = table.froms[link] as number;
  }
  return way;
}
