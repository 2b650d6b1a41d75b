import { expect, test } from 'vitest';
import { keptRows } from './kept-rows.ts';
import { type LinkTable, linkTable } from './link-table.ts';
import type { ReachRow } from './reach-row.ts';

/** Nodes in a ring, each linked to the next: within a depth each reaches as many. */
function ring(size: number): LinkTable {
  const from = [...Array(size).keys()];
  const to = from.map((node) => (node + 1) % size);
  const edges = from.map(
    () => ({ from: '', to: '', kind: 'calls', source: 'test', criticality: 1 }) as const,
  );
  const steps = linkTable(size, { from, to, edges });
  for (;;) {
    const { value, done } = steps.next();
    if (done === true) return value;
  }
}

/** Rows of 16 entries each, ten of which fill a block. */
const SIZE = 20;
const BLOCK = 160;

function rowsIn(size: number, depth: number, limit: number) {
  const room = {
    queue: new Int32Array(size),
    marks: new Uint8Array(size),
    strengths: new Float64Array(size),
  };
  return keptRows(ring(size), depth, room, limit);
}

const nodesOf = ({ nodes, ends }: ReachRow) => [...nodes.subarray(ends[0], ends.at(-1))];
const after = (node: number, count: number, size: number) =>
  Array.from({ length: count }, (_, n) => (node + 1 + n) % size);

test('a row is found once; beyond the limit the block with the oldest goes, and whoever holds a row has it still', () => {
  const rows = rowsIn(SIZE, 16, BLOCK);
  const first = rows.of(0);
  for (let node = 1; node < 10; node += 1) expect(nodesOf(rows.of(node))).toEqual(after(node, 16, SIZE));
  expect(rows.of(0)).toBe(first);
  rows.of(10);
  const again = rows.of(0);
  expect(again).not.toBe(first);
  for (const row of [first, again]) expect(nodesOf(row)).toEqual(after(0, 16, SIZE));
});

test('rows are found ahead until no more can be kept', () => {
  const all = rowsIn(SIZE, 16, 2 * BLOCK);
  const some = rowsIn(SIZE, 16, BLOCK);
  const firsts = [all, some].map((rows) => rows.of(0));
  for (const rows of [all, some]) expect([...rows.findAhead()]).toEqual([]);
  expect(all.of(0)).toBe(firsts[0]);
  expect(some.of(0)).toBe(firsts[1]);
  // What was not found yet takes the room of the first block.
  some.of(10);
  expect(some.of(0)).not.toBe(firsts[1]);
  all.of(19);
  expect(all.of(0)).toBe(firsts[0]);
});

test('many are found in several steps', () => {
  const many = rowsIn(300, 299, 10 * 300 * 300);
  expect([...many.findAhead()].length).toBeGreaterThan(1);
  expect(nodesOf(many.of(299))).toEqual(after(299, 299, 300));
});
