import type { LinkTable } from './link-table.ts';
import { endOf, type ReachRow, type RowBlock, reachRow, type SearchRoom } from './reach-row.ts';

/** What nodes reach along links up to one depth, found once and kept. */
export interface KeptRows {
  /** The row of a node, which is looked for where it is not kept. */
  of(node: number): ReachRow;
  /** Looks for the rows of all nodes, until no more can be kept. Yields every few milliseconds of work. */
  findAhead(): Generator<undefined, void>;
}

/** Entries of a block: a megabyte. Arrays of its own for each of ten thousand rows would take as much room as most rows do. */
const BLOCK = 65_536;
/** In a small network a block has room for a few entries of each node. */
const PER_NODE = 8;
/** Entries that are found in one step. */
const STEP = 30_000;

/** A block, and the nodes whose rows it holds. */
interface Kept extends RowBlock {
  readonly starts: number[];
}

/** Keeps rows of together about `limit` entries; beyond that the blocks with the oldest go. */
export function keptRows(table: LinkTable, depth: number, room: SearchRoom, limit: number): KeptRows {
  const size = table.starts.length - 1;
  const usual = Math.min(BLOCK, PER_NODE * size);
  const rows: (ReachRow | undefined)[] = [];
  const blocks: Kept[] = [];
  let held = 0;
  /** The last block, or a new one where it has no room left. */
  const blockFor = (entries: number): Kept => {
    const last = blocks.at(-1);
    if (hasRoom(last, entries)) return last;
    const fresh = emptyBlock(Math.max(entries, usual));
    held += fresh.nodes.length;
    while (held > limit && blocks.length > 0) {
      const oldest = blocks.shift() as Kept;
      held -= oldest.nodes.length;
      for (const node of oldest.starts) rows[node] = undefined;
    }
    blocks.push(fresh);
    return fresh;
  };
  const of = (node: number) => {
    const known = rows[node];
    if (known !== undefined) return known;
    const row = reachRow(table, node, depth, room, blockFor);
    blocks.at(-1)?.starts.push(node);
    rows[node] = row;
    return row;
  };
  return {
    of,
    *findAhead() {
      let found = 0;
      for (let node = 0; node < size; node += 1) {
        const row = of(node);
        const entries = endOf(row) - (row.ends[0] as number);
        // Another block would cost the first one.
        if (held + usual > limit && !hasRoom(blocks.at(-1), entries)) return;
        found += entries;
        if (found < STEP) continue;
        found = 0;
        yield;
      }
    },
  };
}

function hasRoom(block: Kept | undefined, entries: number): block is Kept {
  return block !== undefined && block.taken + entries <= block.nodes.length;
}

function emptyBlock(entries: number): Kept {
  return {
    nodes: new Int32Array(entries),
    links: new Int32Array(entries),
    strengths: new Float64Array(entries),
    taken: 0,
    starts: [],
  };
}
