import type { Topology, TopologyEdge, TopologyNode } from '@aiops/contracts';
import { compareText } from '../compare-text.ts';
import { stableOrder, startsOf } from '../stable-order.ts';
import { compareRank, type DeviceRank, deviceRank } from './device-rank.ts';
import type { Joints } from './hop-search.ts';
import { type LinkTable, linkTable } from './link-table.ts';

/** A topology with its nodes numbered in the order of their ids, so that numbers compare as ids do. */
export interface NumberedNetwork {
  readonly nodes: readonly TopologyNode[];
  readonly numbers: ReadonlyMap<string, number>;
  /** Whatever the direction of an edge. */
  readonly joints: Joints;
  /** Room for all nodes, for one search at a time; see {@link SearchRoom}. */
  readonly queue: Int32Array;
  readonly marks: Uint8Array;
  readonly strengths: Float64Array;
  /** From what depends to what it depends on, and the other way round. */
  readonly dependencies: LinkTable;
  readonly dependents: LinkTable;
}

/** Edges that are looked at in one step: a millisecond or two. */
const STEP = 5_000;

/** Numbers the nodes and puts the edges in order. Yields every few milliseconds of work. */
export function* numberNetwork({
  nodes: given,
  edges,
}: Pick<Topology, 'nodes' | 'edges'>): Generator<undefined, NumberedNetwork> {
  // Of two nodes with one id the last one counts.
  const nodes = [...new Map(given.map((node) => [node.id, node])).values()];
  yield;
  nodes.sort((a, b) => compareText(a.id, b.id));
  yield;
  const numbers = new Map(nodes.map(({ id }, number) => [id, number]));
  const ranks = ranksOf(nodes);
  yield;
  const [a, b]: [number[], number[]] = [[], []];
  const [depends, on]: [number[], number[]] = [[], []];
  const directed: TopologyEdge[] = [];
  for (const [count, edge] of edges.entries()) {
    if (count % STEP === STEP - 1) yield;
    const from = numbers.get(edge.from);
    const to = numbers.get(edge.to);
    if (from === undefined || to === undefined || from === to) continue;
    a.push(from, to);
    b.push(to, from);
    const farther = edge.kind === 'connects_to' ? compareRank(ranks[from] as Rank, ranks[to] as Rank) : 1;
    if (farther === 0) continue;
    depends.push(farther > 0 ? from : to);
    on.push(farther > 0 ? to : from);
    directed.push(edge);
  }
  yield;
  const joints = jointsOf(nodes.length, a, b);
  yield;
  return {
    nodes,
    numbers,
    joints,
    queue: new Int32Array(nodes.length),
    marks: new Uint8Array(nodes.length),
    strengths: new Float64Array(nodes.length),
    dependencies: yield* linkTable(nodes.length, { from: depends, to: on, edges: directed }),
    dependents: yield* linkTable(nodes.length, { from: on, to: depends, edges: directed }),
  };
}

type Rank = DeviceRank;

/** Once for each type and tier: reading one takes longer than all else that is done with a node. */
function ranksOf(nodes: readonly TopologyNode[]): DeviceRank[] {
  const known = new Map<string, DeviceRank>();
  return nodes.map((node) => {
    const words = JSON.stringify([node.type, node.tier]);
    const rank = known.get(words) ?? deviceRank(node);
    known.set(words, rank);
    return rank;
  });
}

function jointsOf(size: number, from: readonly number[], to: readonly number[]): Joints {
  const order = stableOrder(size, from);
  return { starts: startsOf(size, from), ends: order.map((joint) => to[joint] as number) };
}
