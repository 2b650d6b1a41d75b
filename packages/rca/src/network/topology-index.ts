import type { EdgeKind, Topology, TopologyNode } from '@aiops/contracts';
import { keptAnswers } from '../kept-answers.ts';
import { hopSearch } from './hop-search.ts';
import { type KeptRows, keptRows } from './kept-rows.ts';
import type { LinkTable } from './link-table.ts';
import { type NumberedNetwork, numberNetwork } from './numbered-network.ts';
import { type Reach, type ReachRow, reachesIn } from './reach-row.ts';

/** One dependency: the node at the other end, how they are joined, and how surely a failure is felt (0…1). */
export interface Link {
  readonly id: string;
  readonly kind: EdgeKind;
  readonly criticality: number;
}

/** A topology prepared for the questions of an incident. Built once per version. */
export interface TopologyIndex {
  readonly version: string;
  readonly asOf: string;
  readonly size: number;
  node(id: string): TopologyNode | undefined;
  /** The place (0 up to `size`) of a node among all in the order of their ids, and the id at a place. */
  numberOf(id: string): number | undefined;
  idOf(number: number): string;
  nodeAt(number: number): TopologyNode;
  /** All links by node number: from what depends to what it depends on, and the other way round. */
  readonly links: Readonly<Record<'dependencies' | 'dependents', LinkTable>>;
  /** Hops between two entities, whatever the direction; undefined beyond `depth` or when one is unknown. */
  hops(a: string, b: string, depth: number): number | undefined;
  /** Whether a node is within `depth` hops of any of some, by their numbers. */
  near(nodes: Iterable<number>, depth: number): (node: number) => boolean;
  /** What an entity depends on directly. */
  dependencies(id: string): readonly Link[];
  /** What depends directly on an entity. */
  dependents(id: string): readonly Link[];
  /** Everything an entity depends on within `depth`, by id, nearest first. Never holds the entity itself. */
  upstream(id: string, depth: number): ReadonlyMap<string, Reach>;
  /** The same by node number, which is much cheaper. */
  upstreamRow(node: number, depth: number): ReachRow;
  /** Finds what all entities depend on ahead, as far as that can be kept, in steps of a few milliseconds. */
  findUpstreamAhead(depth: number): Generator<undefined, void>;
  /** Everything that depends on an entity within `depth`, by id, nearest first. Never holds the entity itself. */
  downstream(id: string, depth: number): ReadonlyMap<string, Reach>;
}

/** What is kept of earlier answers, for each index: distances (one byte each), and entries of rows (sixteen bytes each). */
const KEPT_DISTANCES = 10_000_000;
const KEPT_ENTRIES = 2_500_000;
const NO_LINKS: readonly Link[] = [];
const NOTHING: ReadonlyMap<string, Reach> = new Map();

/**
 * Builds the index. `calls` and `runs_on` lead from what depends to what it depends on. A cable (`connects_to`) has no
 * direction of its own: the device farther from the core depends on the nearer one (see {@link compareRank}); between
 * equals there is no dependency, only a hop.
 */
export function createTopologyIndex(topology: Topology): TopologyIndex {
  const steps = topologyIndexInSteps(topology);
  for (;;) {
    const { value, done } = steps.next();
    if (done === true) return value;
  }
}

/** The same in steps of a few milliseconds, for whoever has something else to do in between. */
export function* topologyIndexInSteps(topology: Topology): Generator<undefined, TopologyIndex> {
  const { version, as_of: asOf } = topology;
  return { version, asOf, ...answersOf(yield* numberNetwork(topology)) };
}

function answersOf(network: NumberedNetwork): Omit<TopologyIndex, 'version' | 'asOf'> {
  const { nodes, numbers, dependencies, dependents } = network;
  const nodeAt = (number: number) => nodes[number] as TopologyNode;
  const idOf = (number: number) => nodeAt(number).id;
  const rowsIn = (table: LinkTable) => byDepth((depth) => keptRows(table, depth, network, KEPT_ENTRIES));
  const [upstreamRows, downstreamRows] = [rowsIn(dependencies), rowsIn(dependents)];
  const maps = new WeakMap<ReachRow, ReadonlyMap<string, Reach>>();
  const reaches = (rows: KeptRows, id: string): ReadonlyMap<string, Reach> => {
    const node = numbers.get(id);
    if (node === undefined) return NOTHING;
    const row = rows.of(node);
    const known = maps.get(row) ?? reachesIn(row, idOf);
    maps.set(row, known);
    return known;
  };
  return {
    size: nodes.length,
    node: (id) => nodes[numbers.get(id) ?? -1],
    numberOf: (id) => numbers.get(id),
    idOf,
    nodeAt,
    links: { dependencies, dependents },
    hops: hopsIn(network),
    near: nearIn(network),
    dependencies: linksIn(dependencies, numbers, idOf),
    dependents: linksIn(dependents, numbers, idOf),
    upstream: (id, depth) => reaches(upstreamRows(depth), id),
    upstreamRow: (node, depth) => upstreamRows(depth).of(node),
    findUpstreamAhead: (depth) => upstreamRows(depth).findAhead(),
    downstream: (id, depth) => reaches(downstreamRows(depth), id),
  };
}

/** Keeps something for each depth, which is a setting: mostly there is one. */
function byDepth<Kept>(make: (depth: number) => Kept): (depth: number) => Kept {
  const kept = new Map<number, Kept>();
  return (depth) => {
    const known = kept.get(depth) ?? make(depth);
    kept.set(depth, known);
    return known;
  };
}

/** Two nodes are as far apart from either end, so a search from one of them is enough. */
function hopsIn({ nodes, numbers, joints, queue }: NumberedNetwork): TopologyIndex['hops'] {
  const kept = byDepth(() =>
    keptAnswers<number, (node: number) => number | undefined>(KEPT_DISTANCES, () => nodes.length),
  );
  return (a, b, depth) => {
    const from = numbers.get(a);
    const to = numbers.get(b);
    if (from === undefined || to === undefined) return undefined;
    const searches = kept(depth);
    const back = searches.known(from) === undefined ? searches.known(to) : undefined;
    if (back !== undefined) return back(from);
    return searches.find(from, () => hopSearch(joints, [from], depth, queue))(to);
  };
}

function nearIn({ joints, queue }: NumberedNetwork): TopologyIndex['near'] {
  return (nodes, depth) => {
    const hopsTo = hopSearch(joints, nodes, depth, queue);
    return (node) => hopsTo(node) !== undefined;
  };
}

function linksIn(table: LinkTable, numbers: ReadonlyMap<string, number>, idOf: (node: number) => string) {
  const known: (readonly Link[] | undefined)[] = [];
  return (id: string): readonly Link[] => {
    const node = numbers.get(id);
    if (node === undefined) return NO_LINKS;
    known[node] ??= edgesOf(table, node).map(({ kind, criticality }, place) => {
      const end = table.ends[(table.starts[node] as number) + place] as number;
      return { id: idOf(end), kind, criticality };
    });
    return known[node];
  };
}

function edgesOf({ starts, edges }: LinkTable, node: number) {
  return edges.slice(starts[node], starts[node + 1]);
}
