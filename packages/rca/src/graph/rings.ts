/** Where each node leads to, by node number. */
export type Arcs = readonly (readonly number[])[];

/**
 * The strongly connected components of a directed graph: nodes of which each leads to all others. One that leads back to
 * none is a component by itself. A component comes after all those that it leads to (Tarjan, Depth-First Search and Linear
 * Graph Algorithms, SIAM Journal on Computing 1, 1972; without recursion).
 */
export function rings(arcs: Arcs): number[][] {
  const walk = {
    arcs,
    place: new Int32Array(arcs.length).fill(-1),
    low: new Int32Array(arcs.length),
    entered: 0,
  };
  const open: number[] = [];
  const isOpen = new Uint8Array(arcs.length);
  const found: number[][] = [];
  for (let first = 0; first < arcs.length; first++) {
    if (walk.place[first] === -1) walkFrom(walk, first, open, isOpen, found);
  }
  return found;
}

interface Walk {
  readonly arcs: Arcs;
  readonly place: Int32Array;
  readonly low: Int32Array;
  entered: number;
}

function walkFrom(walk: Walk, first: number, open: number[], isOpen: Uint8Array, found: number[][]): void {
  const { arcs, place, low } = walk;
  const way: { readonly node: number; next: number }[] = [];
  const enter = (node: number) => {
    place[node] = walk.entered;
    low[node] = walk.entered;
    walk.entered += 1;
    open.push(node);
    isOpen[node] = 1;
    way.push({ node, next: 0 });
  };
  const lower = (node: number, to: number) => {
    low[node] = Math.min(low[node] as number, to);
  };
  enter(first);
  for (let step = way.at(-1); step !== undefined; step = way.at(-1)) {
    const { node } = step;
    const other = arcs[node]?.[step.next];
    step.next += 1;
    if (other === undefined) {
      way.pop();
      const above = way.at(-1);
      if (above !== undefined) lower(above.node, low[node] as number);
      if (low[node] === place[node]) found.push(closeRing(open, isOpen, node));
    } else if (place[other] === -1) enter(other);
    else if (isOpen[other] === 1) lower(node, place[other] as number);
  }
}

/** Takes everything off the open nodes that was entered since a node, itself included. */
function closeRing(open: number[], isOpen: Uint8Array, node: number): number[] {
  const ring = open.splice(open.lastIndexOf(node));
  for (const member of ring) isOpen[member] = 0;
  return ring;
}
