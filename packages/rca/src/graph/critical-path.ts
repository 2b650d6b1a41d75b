import { rings } from './rings.ts';

/** A dependency: the number of the node that is depended on, and how surely its failure is felt (0…1). */
export interface Arc {
  readonly to: number;
  readonly criticality: number;
}

/** The best way on from a ring: its sum and steps to the end, and the arc it leaves by. */
interface Way {
  readonly sum: number;
  readonly steps: number;
  readonly from: number;
  readonly to: number;
}

/**
 * The longest chain of dependencies, as node numbers: each node depends on the one after it, and each step counts by its
 * criticality. So it begins at an entry, on which nothing depends, and its end is where a failure has the farthest to travel.
 * Of chains of one sum the one with more steps is taken, then the one that begins at, or goes on to, the smaller node. Nodes that
 * depend on each other in a ring count as one place: the steps from where the chain enters it to where it leaves are in the
 * chain but not in its sum. Empty without a dependency that leads out of a ring. `arcs` are ascending by `to`.
 */
export function criticalPath(arcs: readonly (readonly Arc[])[]): number[] {
  const found = rings(arcs.map((links) => links.map(({ to }) => to)));
  const ringOf = new Int32Array(arcs.length);
  for (const [ring, members] of found.entries()) for (const node of members) ringOf[node] = ring;
  const ways: (Way | undefined)[] = [];
  for (const members of found)
    ways.push(
      bestWay(
        members.sort((a, b) => a - b),
        arcs,
        ringOf,
        ways,
      ),
    );
  const start = ways.reduce((a, b) => (isBetter(b, a) ? b : a), undefined);
  const chain: number[] = start === undefined ? [] : [start.from];
  for (let way = start; way !== undefined; way = ways[ringOf[way.to] as number]) {
    chain.push(...insideRing(arcs, ringOf, chain.at(-1) as number, way.from), way.to);
  }
  return chain;
}

/** The best arc out of a ring. What it leads to comes earlier among the rings, so its way on is known. */
function bestWay(
  members: readonly number[],
  arcs: readonly (readonly Arc[])[],
  ringOf: Int32Array,
  ways: readonly (Way | undefined)[],
): Way | undefined {
  let best: Way | undefined;
  for (const from of members) {
    for (const { to, criticality } of arcs[from] ?? []) {
      if (ringOf[to] === ringOf[from]) continue;
      const on = ways[ringOf[to] as number];
      const way = { sum: criticality + (on?.sum ?? 0), steps: 1 + (on?.steps ?? 0), from, to };
      if (isBetter(way, best)) best = way;
    }
  }
  return best;
}

function isBetter(a: Way | undefined, b: Way | undefined): boolean {
  if (a === undefined || b === undefined) return a !== undefined;
  return (a.sum - b.sum || a.steps - b.steps || b.from - a.from) > 0;
}

/** The shortest way between two nodes of a ring, without its beginning. */
function insideRing(
  arcs: readonly (readonly Arc[])[],
  ringOf: Int32Array,
  from: number,
  to: number,
): number[] {
  const before = new Map([[from, from]]);
  for (const node of before.keys()) {
    if (node === to) break;
    for (const { to: next } of arcs[node] ?? []) {
      if (ringOf[next] === ringOf[from] && !before.has(next)) before.set(next, node);
    }
  }
  const way: number[] = [];
  for (let node = to; node !== from; node = before.get(node) as number) way.unshift(node);
  return way;
}
